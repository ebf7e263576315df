// SPDX-License-Identifier: Apache-2.0
// Writes the business mails without archives and Office files into ./business. Takes no arguments and sends nothing.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "business_mail.hpp"

int main() {
  const std::filesystem::path folder = "business";
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  if (!std::filesystem::is_directory(folder)) {
    std::cerr << "Could not make the folder ./business.\n";
    return 1;
  }
  for (std::size_t i = 0; i < fumiban::test::business_mail_count(); ++i) {
    const fumiban::test::NamedMail mail = fumiban::test::business_mail(i);
    if (mail.needs_unpack) continue;
    const std::string name = mail.name.substr(0, 4) + ".eml";
    std::ofstream file(folder / name, std::ios::binary);
    file.write(mail.bytes.data(), static_cast<std::streamsize>(mail.bytes.size()));
    if (!file.flush()) {
      std::cerr << "Could not write business/" << name << ".\n";
      return 1;
    }
  }
  return 0;
}
