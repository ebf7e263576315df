// SPDX-License-Identifier: Apache-2.0
// Writes what the tests of the gateway send, each into a file of ./mails: ordinary mail, one with the test string, one
// with a locked archive, and all evasion cases. Takes no arguments and sends nothing.
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "builders/business_mail.hpp"
#include "builders/mail.hpp"
#include "builders/payload.hpp"
#include "builders/zip.hpp"
#include "evasion/evasion_cases.hpp"

namespace {

using namespace fumiban::test;

const std::filesystem::path kFolder = "mails";

void write(const std::string& name, std::string_view bytes) {
  std::ofstream file(kFolder / name, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + name);
}

std::string with_file(std::string_view name, std::string_view type, std::string bytes) {
  const Part text = text_part("See the file.\n", {Charset::us_ascii, TransferEncoding::seven_bit, "plain", {}, ""});
  return mail_bytes(
      {{"From", "a@example.invalid"},
       {"To", "b@example.invalid"},
       {"Subject", "A file"},
       {"Date", mail_date(1'700'000'000)},
       {"Message-ID", "<" + std::string(name) + "@example.invalid>"},
       {"MIME-Version", "1.0"}},
      multipart("mixed", "--part", {text, file_part({std::string(name), std::string(type), std::move(bytes)}, {})}));
}

void write_all() {
  for (std::size_t i = 0, written = 0; written < 1000; i += 3) {
    const auto mail = business_mail(i % business_mail_count());
    if (mail.needs_unpack) continue;
    std::array<char, 32> name{};
    (void)std::snprintf(name.data(), name.size(), "ordinary-%04zu.eml", ++written);
    write(name.data(), mail.bytes);
  }
  write("eicar.eml", with_file("file.com", "application/octet-stream", payload_bytes(Payload::eicar)));
  write("locked.eml",
        with_file("file.zip", "application/zip", locked_zip("file.txt", "Words.\n", "told by telephone")));
  for (const auto& one : fumiban::evasion::evasion_cases()) write("evasion-" + one.name + ".eml", one.attack);
}

} // namespace

int main() try {
  std::filesystem::create_directory(kFolder);
  write_all();
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << "\n";
  return 1;
}
