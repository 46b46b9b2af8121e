// The recovery protocols as targets. What checks of their models have in common is compiled once for each, in
// *_checks.cpp beside this.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "faultline/engine/runner/run.h"
#include "faultline/models/protocols/install_model.h"
#include "faultline/models/protocols/publication_model.h"
#include "faultline/models/protocols/reference_model.h"
#include "faultline/models/protocols/undo_model.h"
#include "faultline/targets/attach/model_check.h"
#include "faultline/targets/protocols/install.h"
#include "faultline/targets/protocols/publication.h"
#include "faultline/targets/protocols/reference.h"
#include "faultline/targets/protocols/target/failing.h"
#include "faultline/targets/protocols/undo.h"

namespace faultline::attach {
extern template class ModelCheck<models::PublicationModel>;
extern template class ModelCheck<models::InstallModel>;
extern template class ModelCheck<models::ReferenceModel>;
extern template class ModelCheck<models::UndoModel>;
}  // namespace faultline::attach

namespace faultline::targets {

// `P` is Publication or a variant of it; and so for the others.
template <class P>
class PublicationTargetOf {
 public:
  explicit PublicationTargetOf(Run& run) : publication_(run.workspace()) {}

  static std::vector<std::string> crash_points() {
    return {protocols::kPublicationPoints.begin(), protocols::kPublicationPoints.end()};
  }
  Outcome<std::string> execute(const models::PublicationModel::Command& command) {
    return failing_.outcome_of<std::string>(
        [&] { return std::visit([this](const auto& c) { return run(c); }, command); });
  }
  void inject(const models::PublicationModel::Fault& fault) {
    std::visit([this](const auto& f) { failing_.inject(f); }, fault);
  }
  void heal() { failing_.stop(); }
  std::uint64_t faults_fired() const { return failing_.fired(); }

 private:
  std::string run(const models::publication::Publish& publish) {
    publication_.publish(publish.name.str(), publish.text.str());
    return publish.text.str();
  }
  std::string run(const models::publication::Withdraw& withdraw) {
    publication_.withdraw(withdraw.name.str());
    return "";
  }
  std::string run(const models::publication::Load& load) { return publication_.load(load.name.str()).value_or(""); }

  P publication_;
  Failing failing_;
};

template <class P>
class InstallTargetOf {
 public:
  explicit InstallTargetOf(Run& run) : installer_(run.workspace(), [&run] { return run.now(); }) {}

  static std::vector<std::string> crash_points() {
    return {protocols::kInstallPoints.begin(), protocols::kInstallPoints.end()};
  }
  Outcome<std::string> execute(const models::InstallModel::Command& command) {
    return failing_.outcome_of<std::string>(
        [&] { return std::visit([this](const auto& c) { return run(c); }, command); });
  }
  void inject(const models::InstallModel::Fault& fault) {
    std::visit([this](const auto& f) { failing_.inject(f); }, fault);
  }
  void heal() { failing_.stop(); }
  std::uint64_t faults_fired() const { return failing_.fired(); }

 private:
  static protocols::Package package(std::int64_t number) {
    const std::string name = std::to_string(number);
    return {name, "program " + name, "manifest of " + name};
  }
  static std::string answer(protocols::Installed installed) {
    switch (installed) {
      case protocols::Installed::done:
        return "done";
      case protocols::Installed::already:
        return "already";
      case protocols::Installed::busy:
        return "busy";
    }
    return "";
  }

  std::string run(const models::install::Install& install) {
    return answer(installer_.install(package(install.package)));
  }
  std::string run(const models::install::Prepare& prepare) {
    return answer(installer_.prepare(package(prepare.package)));
  }
  std::string run(const models::install::Recover&) {
    return installer_.recover() == protocols::Recovered::left ? "left" : "clean";
  }
  std::string run(const models::install::List&) {
    const auto listed = installer_.list();
    std::map<int, std::string> in_order;
    for (const auto& name : listed.whole) in_order[std::stoi(name)] = name;
    for (const auto& name : listed.half) in_order[std::stoi(name)] = name + "?";
    std::string text;
    for (const auto& [number, name] : in_order) text += (text.empty() ? "" : " ") + name;
    return text;
  }

  P installer_;
  Failing failing_;
};

template <class P>
class ReferenceTargetOf {
 public:
  explicit ReferenceTargetOf(Run& run) : reference_(run.workspace()) {}

  static std::vector<std::string> crash_points() {
    return {protocols::kReferencePoints.begin(), protocols::kReferencePoints.end()};
  }
  Outcome<std::int64_t> execute(const models::ReferenceModel::Command& command) {
    return failing_.outcome_of<std::int64_t>([&] {
      const auto* advance = std::get_if<models::reference::Advance>(&command);
      return advance != nullptr ? reference_.advance(advance->by) : reference_.read();
    });
  }
  void inject(const models::ReferenceModel::Fault& fault) {
    std::visit([this](const auto& f) { failing_.inject(f); }, fault);
  }
  void heal() { failing_.stop(); }
  std::uint64_t faults_fired() const { return failing_.fired(); }

 private:
  P reference_;
  Failing failing_;
};

template <class P>
class UndoTargetOf {
 public:
  explicit UndoTargetOf(Run& run) : accounts_(run.workspace()) {}

  static std::vector<std::string> crash_points() {
    return {protocols::kUndoPoints.begin(), protocols::kUndoPoints.end()};
  }
  Outcome<std::int64_t> execute(const models::UndoModel::Command& command) {
    return failing_.outcome_of<std::int64_t>([&]() -> std::int64_t {
      if (const auto* t = std::get_if<models::undo::Transfer>(&command))
        return accounts_.transfer(t->from.str(), t->to.str(), t->cents);
      return accounts_.balance(std::get<models::undo::Balance>(command).account.str());
    });
  }
  void inject(const models::UndoModel::Fault& fault) {
    std::visit([this](const auto& f) { failing_.inject(f); }, fault);
  }
  void heal() { failing_.stop(); }
  std::uint64_t faults_fired() const { return failing_.fired(); }

 private:
  P accounts_;
  Failing failing_;
};

struct PublicationTarget : PublicationTargetOf<protocols::Publication> {
  using PublicationTargetOf::PublicationTargetOf;
};
struct InstallTarget : InstallTargetOf<protocols::Installer> {
  using InstallTargetOf::InstallTargetOf;
};
struct ReferenceTarget : ReferenceTargetOf<protocols::Reference> {
  using ReferenceTargetOf::ReferenceTargetOf;
};
struct UndoTarget : UndoTargetOf<protocols::Accounts> {
  using UndoTargetOf::UndoTargetOf;
};

}  // namespace faultline::targets
