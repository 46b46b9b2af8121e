// The challenge over expressions: a recursive value.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <variant>

#include <boost/describe.hpp>

#include "challenge.h"
#include "draws.h"

namespace faultline::bench {

struct Expression;
using Operand = std::unique_ptr<Expression>;
struct Add {
  Operand left, right;
};
struct Divide {
  Operand left, right;
};
struct Expression {
  std::variant<std::int64_t, Add, Divide> term;
  std::string show() const;
};
BOOST_DESCRIBE_STRUCT(Add, (), (left, right))
BOOST_DESCRIBE_STRUCT(Divide, (), (left, right))
BOOST_DESCRIBE_STRUCT(Expression, (), (term))

inline std::string Expression::show() const {
  const auto operand = [](const Operand& side) {
    if (!side) return std::string("nothing");
    return std::holds_alternative<std::int64_t>(side->term) ? side->show() : '(' + side->show() + ')';
  };
  if (const auto* sum = std::get_if<Add>(&term)) return operand(sum->left) + " + " + operand(sum->right);
  if (const auto* ratio = std::get_if<Divide>(&term)) return operand(ratio->left) + " / " + operand(ratio->right);
  return to_text(std::get<std::int64_t>(term));
}

// Every operand is there, and none that is divided by is literally 0.
inline bool well_formed(const Expression& expression) {
  const auto both = [](const auto& sides) {
    return sides.left && sides.right && well_formed(*sides.left) && well_formed(*sides.right);
  };
  if (const auto* sum = std::get_if<Add>(&expression.term)) return both(*sum);
  const auto* ratio = std::get_if<Divide>(&expression.term);
  if (ratio == nullptr) return true;
  if (!both(*ratio)) return false;
  const auto* literal = std::get_if<std::int64_t>(&ratio->right->term);
  return literal == nullptr || *literal != 0;
}

// Nothing where it divides by 0. Wraps around where it overflows.
inline std::optional<std::int64_t> value_of(const Expression& expression) {
  if (const auto* literal = std::get_if<std::int64_t>(&expression.term)) return *literal;
  const auto* sum = std::get_if<Add>(&expression.term);
  const auto* ratio = std::get_if<Divide>(&expression.term);
  const auto left = value_of(sum ? *sum->left : *ratio->left), right = value_of(sum ? *sum->right : *ratio->right);
  if (!left || !right) return std::nullopt;
  if (sum) return static_cast<std::int64_t>(static_cast<std::uint64_t>(*left) + static_cast<std::uint64_t>(*right));
  if (*right == 0) return std::nullopt;
  const bool overflows = *right == -1 && *left == std::numeric_limits<std::int64_t>::min();
  return overflows ? *left : *left / *right;
}

template <class Operation>
Expression operation(Expression left, Expression right) {
  return {Operation{std::make_unique<Expression>(std::move(left)), std::make_unique<Expression>(std::move(right))}};
}

// A literal, a sum or a ratio, equally often; operands have half the size, and those of size 0 are literals.
inline rc::Gen<Expression> expressions() {
  const auto literal = rc::gen::map(integer<std::int64_t>(), [](std::int64_t value) { return Expression{value}; });
  return rc::gen::withSize([literal](int size) {
    if (size == 0) return literal;
    const auto sides = rc::gen::resize(size / 2, rc::gen::lazy(expressions));
    const auto of = [&](Expression (*operation)(Expression, Expression)) {
      return rc::gen::apply(operation, sides, sides);
    };
    return rc::gen::oneOf(literal, of(operation<Add>), of(operation<Divide>));
  });
}

// "An expression that never divides by a literal 0 has a value."
inline Challenge<Expression> calculator() {
  return {.name = "calculator",
          .generator = expressions(),
          .allowed = well_formed,
          .fails = [](const Expression& expression) { return !value_of(expression); },
          .simplest = "0 / (0 + 0)",
          .bar = 140,
          .published = 341};
}

}  // namespace faultline::bench
