// SPDX-License-Identifier: Apache-2.0
/// @file
/// Every analyser, in the order of the floor plan. catalogue.cpp is written from src/CMakeLists.txt.
#pragma once

#include <span>

#include "analyser/analyser.hpp"

namespace fumiban::engine {

[[nodiscard]] std::span<const Analyser* const> catalogue() noexcept;

} // namespace fumiban::engine
