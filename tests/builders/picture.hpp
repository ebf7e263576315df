// SPDX-License-Identifier: Apache-2.0
/// @file
/// Small valid pictures of one colour.
#pragma once

#include <cstdint>
#include <string>

namespace fumiban::test {

/// A colour, eight bits a channel.
struct Colour {
  std::uint8_t red = 0x1F;
  std::uint8_t green = 0x4E;
  std::uint8_t blue = 0x79;
};

/// PNG, true colour. `width` and `height` in pixels, 1 to 1,000.
[[nodiscard]] std::string png_picture(unsigned width, unsigned height, Colour colour = {});
/// Baseline JPEG, grey; 8 x 8 pixel blocks.
[[nodiscard]] std::string jpeg_picture(unsigned width, unsigned height);
/// The transparent GIF of one pixel that newsletters use.
[[nodiscard]] std::string gif_pixel();

} // namespace fumiban::test
