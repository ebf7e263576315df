// SPDX-License-Identifier: Apache-2.0
#include "places.hpp"

#include "gateway.hpp"

namespace fumiban::gateway {

Places::Places(std::string interface, std::uint32_t most, Metrics& metrics)
    : interface_(std::move(interface)), most_(most), metrics_(metrics) {}

std::shared_ptr<void> Places::take() {
  if (taken_ < most_) {
    ++taken_;
    return {this, [self = shared_from_this()](void*) { --self->taken_; }};
  }
  metrics_.add("fumiban_refused_connections", "interface=\"" + interface_ + "\"");
  if (const auto now = Clock::now(); now >= quiet_until_) {
    quiet_until_ = now + std::chrono::minutes(1);
    log_event("refused", {{"interface", interface_}, {"connections", most_}});
  }
  return nullptr;
}

} // namespace fumiban::gateway
