// A target as the runner's system. What a target is, stands in check.h.
#pragma once

#include <concepts>
#include <optional>

#include "faultline/engine/runner/system.h"

namespace faultline::attach {

struct NoClient {};
template <class T>
struct ClientOf {
  using type = NoClient;
};
template <class T>
requires requires { typename T::Client; }
struct ClientOf<T> {
  using type = typename T::Client;
};

template <class T, class M>
concept ExecutesWithClient = requires(T& t, const typename M::Command& c, const typename ClientOf<T>::type& client) {
  { t.execute(c, client) } -> std::convertible_to<OutcomeOf<M>>;
};
template <class T, class M>
concept Executes = requires(T& t, const typename M::Command& c) {
  { t.execute(c) } -> std::convertible_to<OutcomeOf<M>>;
};
template <class T, class M>
concept Target = std::constructible_from<T, Run&> &&(Executes<T, M> || ExecutesWithClient<T, M>);

template <Model M, Target<M> T>
class SystemOf : public System<M> {
 public:
  void open(Run& run) override { target_.emplace(run); }
  void close() override { target_.reset(); }

  OutcomeOf<M> execute(const typename M::Command& command) override {
    if constexpr (ExecutesWithClient<T, M>) {
      return target_->execute(command, client_);
    } else {
      return target_->execute(command);
    }
  }
  void inject(const FaultOf<M>& fault) override {
    if constexpr (!std::is_same_v<FaultOf<M>, NoFault>) target_->inject(fault);
  }
  void heal() override {
    if constexpr (requires { target_->heal(); }) target_->heal();
  }
  std::uint64_t fired() const override {
    if constexpr (requires { target_->faults_fired(); }) return target_->faults_fired();
    return 0;
  }
  void learn(const typename M::Command& command, const typename M::Reply& reply) override {
    if constexpr (!std::is_same_v<typename ClientOf<T>::type, NoClient>) client_.learn(command, reply);
  }

 protected:
  std::optional<T> target_;
  [[no_unique_address]] typename ClientOf<T>::type client_;
};

}  // namespace faultline::attach
