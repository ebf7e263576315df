// SPDX-License-Identifier: Apache-2.0
// Writes the sample mailbox into ./samples. Takes no arguments and sends nothing.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "sample_mailbox.hpp"

int main() {
  const std::filesystem::path folder = "samples";
  if (!std::filesystem::is_directory(folder)) {
    std::cerr << "There is no folder ./samples to write to.\n";
    return 1;
  }
  for (const fumiban::test::NamedMail& mail : fumiban::test::sample_mailbox()) {
    std::ofstream file(folder / mail.name, std::ios::binary);
    file.write(mail.bytes.data(), static_cast<std::streamsize>(mail.bytes.size()));
    if (!file.flush()) {
      std::cerr << "Could not write samples/" << mail.name << ".\n";
      return 1;
    }
  }
  return 0;
}
