// Described values as bytes: what digests hash, histories store and processes pass to each other. Little-endian,
// no padding, no type tags; both sides must know the type. Not a file format: repro files are JSON.
#pragma once

#include <cstring>
#include <memory>
#include <unordered_map>

#include "faultline/engine/words/described.h"
#include "faultline/engine/words/domain.h"
#include "faultline/engine/words/hash.h"

namespace faultline {

using Bytes = std::string;

// Grows as needed; `clear` keeps the memory. Minted ids are written as they are.
class Writer {
 public:
  void clear() { size_ = 0; }
  std::string_view view() const { return {data_.get(), size_}; }
  Bytes bytes() const { return Bytes(view()); }

  // Inlined always: nearly every call copies a constant few bytes.
  [[gnu::always_inline]] void append(const void* from, std::size_t n) {
    if (n == 0) return;
    if (size_ + n > capacity_) [[unlikely]]
      grow(n);
    std::memcpy(data_.get() + size_, from, n);
    size_ += n;
  }
  template <class T>
  requires std::is_arithmetic_v<T>
  void number(T value) { append(&value, sizeof value); }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    append(value.data(), value.size());
  }
  void minted(const Minted& id) { text(id.text); }

 private:
  [[gnu::noinline]] void grow(std::size_t n) {
    capacity_ = (size_ + n) * 2 + 256;
    std::unique_ptr<char[]> larger(new char[capacity_]);
    if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
  }

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

// A Writer whose minted ids are numbered by first appearance since construction.
class CanonicalWriter : public Writer {
 public:
  void minted(const Minted& id) {
    if (id.text.empty()) return number(std::uint32_t{0});  // "none" is not an id
    number(names_.try_emplace(id.text, static_cast<std::uint32_t>(names_.size() + 1)).first->second);
  }

 private:
  std::unordered_map<std::string, std::uint32_t> names_;
};

// Reads what a Writer wrote. Never reads past the end: `ok()` turns false instead and every further value is empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  void fail() {
    ok_ = false;
    rest_ = {};
  }
  std::string_view take(std::size_t n) {
    if (n > rest_.size()) {
      fail();
      return {};
    }
    const auto head = rest_.substr(0, n);
    rest_.remove_prefix(n);
    return head;
  }
  template <class T>
  requires std::is_arithmetic_v<T> T number() {
    T value{};
    const auto bytes = take(sizeof value);
    if (bytes.size() == sizeof value) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::string_view text() { return take(number<std::uint32_t>()); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

namespace detail {
// Whether values of T may take no bytes at all, as structs without members do. Each element of a container takes at
// least one, so that bytes are what bounds the count that a reader believes.
template <class T>
constexpr bool takes_no_bytes() {
  if constexpr (std::is_same_v<T, std::monostate>) {
    return true;
  } else if constexpr (detail::is_a<T, std::pair>) {
    return takes_no_bytes<std::remove_const_t<typename T::first_type>>() && takes_no_bytes<typename T::second_type>();
  } else if constexpr (DescribedStruct<T> && !Ranked<T> && !std::is_same_v<T, Minted>) {
    bool none = true;
    boost::mp11::mp_for_each<MembersOf<T>>([&](auto member) {
      none = none && takes_no_bytes<std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>>();
    });
    return none;
  } else {
    return false;
  }
}
}  // namespace detail

template <class W, class T>
void encode(W& out, const T& value) {
  if constexpr (std::is_same_v<T, Minted>) {
    out.minted(value);
  } else if constexpr (requires { value.encode_to(out); }) {
    value.encode_to(out);
  } else if constexpr (Ranked<T>) {
    if constexpr (T::size() > 0 && T::size() <= 256) {
      out.number(static_cast<std::uint8_t>(value.rank()));
    } else {
      out.number(value.rank());
    }
  } else if constexpr (std::is_arithmetic_v<T>) {
    out.number(value);
  } else if constexpr (std::is_enum_v<T>) {
    out.number(static_cast<std::underlying_type_t<T>>(value));
  } else if constexpr (std::is_same_v<T, std::string>) {
    out.text(value);
  } else if constexpr (Variant<T>) {
    out.number(static_cast<std::uint8_t>(value.index()));
    std::visit([&](const auto& alternative) { encode(out, alternative); }, value);
  } else if constexpr (Optional<T>) {
    out.number(static_cast<std::uint8_t>(value.has_value()));
    if (value) encode(out, *value);
  } else if constexpr (Vector<T> || Map<T>) {
    out.number(static_cast<std::uint32_t>(value.size()));
    for (const auto& element : value) {
      encode(out, element);
      if constexpr (detail::takes_no_bytes<typename T::value_type>()) out.number(std::uint8_t{0});
    }
  } else if constexpr (detail::is_a<T, std::pair>) {
    encode(out, value.first);
    encode(out, value.second);
  } else if constexpr (!std::is_same_v<T, std::monostate>) {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    for_each_member(value, [&](const char*, const auto& member) { encode(out, member); });
  }
}

// Fills `value`; on malformed input `in.ok()` is false and `value` holds what was read so far.
template <class T>
void decode(Reader& in, T& value) {
  if constexpr (std::is_same_v<T, Minted>) {
    value.text = in.text();
  } else if constexpr (requires { value.decode_from(in); }) {
    value.decode_from(in);
  } else if constexpr (Ranked<T>) {
    std::uint64_t rank = 0;
    if constexpr (T::size() > 0 && T::size() <= 256) {
      rank = in.number<std::uint8_t>();
    } else {
      rank = in.number<std::uint64_t>();
    }
    if (T::size() != 0 && rank >= T::size()) return in.fail();
    value = T::at(rank);
  } else if constexpr (std::is_same_v<T, bool>) {
    value = in.number<std::uint8_t>() != 0;
  } else if constexpr (std::is_arithmetic_v<T>) {
    value = in.number<T>();
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(in.number<std::underlying_type_t<T>>());
    if constexpr (DescribedEnum<T>)
      if (boost::describe::enum_to_string(value, nullptr) == nullptr) in.fail();
  } else if constexpr (std::is_same_v<T, std::string>) {
    value = in.text();
  } else if constexpr (Variant<T>) {
    const auto index = in.number<std::uint8_t>();
    if (index >= std::variant_size_v<T>) return in.fail();
    emplace_alternative(value, index);
    std::visit([&](auto& alternative) { decode(in, alternative); }, value);
  } else if constexpr (Optional<T>) {
    value.reset();
    if (in.number<std::uint8_t>() != 0) decode(in, value.emplace());
  } else if constexpr (Vector<T>) {
    value.clear();
    const auto count = in.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
      decode(in, value.emplace_back());
      if constexpr (detail::takes_no_bytes<typename T::value_type>()) in.take(1);
    }
  } else if constexpr (Map<T>) {
    value.clear();
    const auto count = in.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) {
      typename T::key_type key{};
      decode(in, key);
      decode(in, value[key]);
      if constexpr (detail::takes_no_bytes<typename T::value_type>()) in.take(1);
    }
  } else if constexpr (!std::is_same_v<T, std::monostate>) {
    static_assert(DescribedStruct<T>, "describe this type: BOOST_DESCRIBE_STRUCT(Type, (), (members...))");
    for_each_member(value, [&](const char*, auto& member) { decode(in, member); });
  }
}

template <class T>
Bytes to_bytes(const T& value) {
  Writer out;
  encode(out, value);
  return out.bytes();
}

}  // namespace faultline
