// SPDX-License-Identifier: Apache-2.0
#include "audit/checkpoint.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/base64.hpp"

namespace fumiban::audit {
namespace {

SignedCheckpoint signed_by(const SigningKey& key, std::uint64_t size, const Hash& root) {
  SignedCheckpoint out{{key.public_key().name, size, root}, {}};
  out.signature = key.sign(out.checkpoint.text());
  return out;
}

TEST(Keys, AreWrittenAsOtherToolsReadThem) {
  // A pair that transparency-dev publishes for trying.
  const auto key = SigningKey::parse("PRIVATE+KEY+Test-Betty+df84580a+Afge8kCzBXU7jb3cV2Q363oNXCufJ6u9mjOY1BGRY9E2");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->public_key().text(), "Test-Betty+df84580a+AQQASqPUZoIHcJAF5mBOryctwFdTV1E0GRY4kEAtTzwB");
  EXPECT_EQ(key->text(), "PRIVATE+KEY+Test-Betty+df84580a+Afge8kCzBXU7jb3cV2Q363oNXCufJ6u9mjOY1BGRY9E2");
  EXPECT_EQ(PublicKey::parse(key->public_key().text()), key->public_key());
  const auto made = SigningKey::make("a.invalid/log");
  EXPECT_NE(made.text(), SigningKey::make("a.invalid/log").text());
  EXPECT_EQ(SigningKey::parse(made.text())->public_key(), made.public_key());
}

TEST(Keys, AreRefusedWhereASingleCharacterIsAnother) {
  const std::string good = "Test-Betty+df84580a+AQQASqPUZoIHcJAF5mBOryctwFdTV1E0GRY4kEAtTzwB";
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(PublicKey::parse(bad)) << i;
    EXPECT_FALSE(PublicKey::parse(good.substr(0, i))) << i;
  }
  EXPECT_FALSE(PublicKey::parse(good + "\n"));
  EXPECT_FALSE(SigningKey::parse(good));
}

TEST(Notes, OfGoVerify) {
  // The example in the documentation of golang.org/x/mod/sumdb/note: a note, and no checkpoint.
  const std::string text =
      "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const std::string base64 =
      "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
  const auto key = PublicKey::parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
  ASSERT_TRUE(key);
  const auto bytes = decode_base64(base64);
  Signature signature{};
  ASSERT_EQ(bytes.size(), 68U);
  std::copy_n(bytes.begin() + 4, 64, signature.begin());
  EXPECT_TRUE(key->verifies(text, signature));
  EXPECT_FALSE(key->verifies(text + "\n", signature));
  EXPECT_EQ(std::get<NoteProblem>(read_checkpoint(text + "\n\xE2\x80\x94 PeterNeumann " + base64 + "\n", *key)),
            NoteProblem::form);
}

TEST(Checkpoints, AreReadAsTheyWereWritten) {
  const auto key = SigningKey::make("mail.invalid/fumiban");
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{20852163}, ~std::uint64_t{0}}) {
    const auto signed_one = signed_by(key, size, leaf_hash("x"));
    const auto note = signed_one.note(key.public_key());
    const auto read = read_checkpoint(note, key.public_key());
    ASSERT_TRUE(std::holds_alternative<SignedCheckpoint>(read)) << note;
    EXPECT_EQ(std::get<SignedCheckpoint>(read).checkpoint, signed_one.checkpoint);
    EXPECT_EQ(std::get<SignedCheckpoint>(read).note(key.public_key()), note);
  }
}

TEST(Checkpoints, MayHoldMoreLinesAndSignaturesOfOthers) {
  const auto key = SigningKey::make("mail.invalid/fumiban");
  const auto witness = SigningKey::make("witness.invalid");
  Checkpoint checkpoint{"mail.invalid/fumiban", 3, leaf_hash("x")};
  const auto text = checkpoint.text() + "anchored elsewhere\n";
  const auto line = [&](const SigningKey& by) {
    const auto note = SignedCheckpoint{checkpoint, by.sign(text)}.note(by.public_key());
    return note.substr(note.find("\n\n") + 2);
  };
  const auto good = text + "\n" + line(witness) + line(key);
  EXPECT_TRUE(std::holds_alternative<SignedCheckpoint>(read_checkpoint(good, key.public_key())));
  EXPECT_EQ(std::get<NoteProblem>(read_checkpoint(text + "\n" + line(witness), key.public_key())),
            NoteProblem::stranger);
  EXPECT_EQ(std::get<NoteProblem>(read_checkpoint(good, witness.public_key())), NoteProblem::stranger);
}

TEST(Checkpoints, AreRefusedWhereABitIsAnother) {
  const auto key = SigningKey::make("mail.invalid/fumiban");
  const auto note = signed_by(key, 1234567, leaf_hash("x")).note(key.public_key());
  for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
    auto bad = note;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ 1 << bit % 8);
    EXPECT_TRUE(std::holds_alternative<NoteProblem>(read_checkpoint(bad, key.public_key()))) << bit;
  }
  for (std::size_t size = 0; size < note.size(); ++size)
    EXPECT_TRUE(std::holds_alternative<NoteProblem>(read_checkpoint(note.substr(0, size), key.public_key()))) << size;
  auto zeros = note;
  zeros.replace(zeros.find("1234567"), 7, "01234567");
  EXPECT_EQ(std::get<NoteProblem>(read_checkpoint(zeros, key.public_key())), NoteProblem::form);
  auto other = SigningKey::make("mail.invalid/fumiban");
  EXPECT_TRUE(std::holds_alternative<NoteProblem>(read_checkpoint(note, other.public_key())));
  EXPECT_EQ(std::get<NoteProblem>(read_checkpoint(std::string(70'000, 'a') + "\n" + note, key.public_key())),
            NoteProblem::form);
}

} // namespace
} // namespace fumiban::audit
