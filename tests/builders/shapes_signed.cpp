// SPDX-License-Identifier: Apache-2.0
// The signatures are noise behind a real beginning: nobody can verify them, and nothing in them runs.
#include "business_files.hpp"
#include "mailers.hpp"
#include "shapes.hpp"

namespace fumiban::test {
namespace {

std::string noise(Dice& dice, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out.push_back(static_cast<char>(dice.below(256)));
  return out;
}

/// A ContentInfo of type signedData whose content is noise.
std::string signature_file(Dice& dice) {
  // SignedData up to its signed content, which is elsewhere (RFC 5652 5.1): version, SHA-256, id-data alone.
  const std::string head(
      "\x02\x01\x01\x31\x0D\x30\x0B\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"
      "\x30\x0B\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01",
      31);
  const std::size_t size = 900 + dice.below(600);
  const std::string kind = "\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02";
  const auto length = [](std::size_t bytes) {
    return std::string("\x82") + static_cast<char>(bytes >> 8 & 0xFF) + static_cast<char>(bytes & 0xFF);
  };
  const auto inner = head.size() + size;
  return "\x30" + length(kind.size() + 8 + inner) + kind + "\xA0" + length(4 + inner) + "\x30" + length(inner) + head +
         noise(dice, size);
}

std::string armour(Dice& dice) {
  return "-----BEGIN PGP SIGNATURE-----\r\n\r\n" + base64("\x89\x01\x33\x04" + noise(dice, 300), 64) + "=" +
         dice.letters(4, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") + "\r\n-----END PGP SIGNATURE-----\r\n";
}

/// RFC 4880 section 7.1: a line that begins with "-" gets "- " before it.
std::string dash_escaped(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && c == '-') out += "- ";
    out.push_back(c);
    line_start = c == '\n';
  }
  return out;
}

Built smime(Language language, std::size_t serial) {
  Dice dice(language == Language::ja ? "ja-smime-signed" : "en-smime-signed", serial);
  Letter letter = first_letter(language, dice);
  if (dice.chance(30)) letter.attachments.push_back(document_for(letter, FileKind::pdf, dice));
  DraftMail draft = drafted(letter, dice);
  const bool old = dice.chance(40);
  const Part signature = file_part(
      {"smime.p7s", old ? "application/x-pkcs7-signature" : "application/pkcs7-signature", signature_file(dice)}, {});
  draft.root = multipart("signed", boundary_of(letter.mailer, dice), {draft.root, signature},
                         old ? ";\r\n protocol=\"application/x-pkcs7-signature\"; micalg=SHA1"
                             : ";\r\n protocol=\"application/pkcs7-signature\"; micalg=sha-256");
  draft.root.preamble = "This is a cryptographically signed message in MIME format.\r\n";
  return {draft.bytes(), ""};
}

Built openpgp(Language language, std::size_t serial) {
  Dice dice(language == Language::ja ? "ja-pgp-signed" : "en-pgp-signed", serial);
  LetterWish wish;
  wish.mailer = Mailer::thunderbird;
  Letter letter = first_letter(language, dice, wish);
  if (serial % 3 == 0) {
    letter.text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + dash_escaped(letter.text) + armour(dice);
    return {drafted(letter, dice).bytes(), "clear"};
  }
  DraftMail draft = drafted(letter, dice);
  Part signature =
      leaf_part("application/pgp-signature; name=\"OpenPGP_signature.asc\"", armour(dice), TransferEncoding::none);
  signature.fields.push_back({"Content-Description", "OpenPGP digital signature"});
  signature.fields.push_back({"Content-Disposition", "attachment; filename=\"OpenPGP_signature.asc\""});
  draft.root = multipart("signed", boundary_of(letter.mailer, dice), {draft.root, signature},
                         "; micalg=pgp-sha256;\r\n protocol=\"application/pgp-signature\"");
  draft.root.preamble = "This is an OpenPGP/MIME signed message (RFC 4880 and 3156)";
  return {draft.bytes(), "mime"};
}

} // namespace

std::vector<ShapeRow> signed_shapes() {
  return {{"ja-smime-signed", 50, false, [](std::size_t n) { return smime(Language::ja, n); }},
          {"en-smime-signed", 30, false, [](std::size_t n) { return smime(Language::en, n); }},
          {"ja-pgp-signed", 20, false, [](std::size_t n) { return openpgp(Language::ja, n); }},
          {"en-pgp-signed", 40, false, [](std::size_t n) { return openpgp(Language::en, n); }}};
}

} // namespace fumiban::test
