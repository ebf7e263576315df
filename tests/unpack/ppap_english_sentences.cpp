// SPDX-License-Identifier: Apache-2.0
#include "ppap_wordings.hpp"

namespace fumiban::test {
namespace {

constexpr Wording kSentences[] = {
    {"colon", "Wk8nRt2", "Password: {p}\n"},
    {"small letters", "green42", "password: {p}\n"},
    {"capitals", "QRSTUVWXY", "PASSWORD: {p}\n"},
    {"is", "Harbor77", "The password is {p}.\n"},
    {"is, quoted", "b1ueB0x", "The password is \"{p}\".\n"},
    {"is, single quotes", "no-Entry", "The password is '{p}'\n"},
    {"is, curly quotes", "Fjord9", "The password is \u201C{p}\u201D.\n"},
    {"is, backticks", "t1ck", "The password is `{p}`.\n"},
    {"is as follows", "f0llows", "The password is as follows: {p}\n"},
    {"to open", "5590", "The password to open the attached file is {p}\n"},
    {"for the attachment", "Att4chd", "Password for the attachment: {p}\n"},
    {"for the zip file", "z1pfile", "Password for the zip file is: {p}\n"},
    {"zip password", "981", "Zip password: {p}\n"},
    {"archive password", "hv7sk2lq0xe", "Archive password - {p}\n"},
    {"archive pasword, misspelt", "PLMOKNIJB", "Archive pasword: {p}\n"},
    {"misspelt otherwise", "h3llo9", "Pasword - {p}\n"},
    {"passwrod", "typ0s", "passwrod: {p}\n"},
    {"two words", "Tw0Words", "pass word: {p}\n"},
    {"with a hyphen", "hyph3n", "Pass-word: {p}\n"},
    {"file password", "fileP4ss", "File password {p}\n"},
    {"document password", "d0cPass", "Document password = {p}\n"},
    {"pwd", "pwd7788", "pwd: {p}\n"},
    {"pw", "PwShort1", "pw {p}\n"},
    {"PW with slash", "sl4sh", "PW/ {p}\n"},
    {"P/W", "pSw9", "P/W: {p}\n"},
    {"pass", "onlyPass3", "pass: {p}\n"},
    {"passcode", "804213", "Passcode: {p}\n"},
    {"passphrase with hyphens", "correct-horse-battery", "The passphrase is {p}\n"},
    {"pass phrase with blanks", "four green bottles", "Passphrase: \"{p}\"\n"},
    {"PIN", "2794", "PIN: {p}\n"},
    {"access code", "AC-5512", "Access code: {p}\n"},
    {"unlock code", "UNL0CK8", "Unlock code {p}\n"},
    {"decryption key", "d3crypt", "Decryption key: {p}\n"},
    {"encrypted with", "w1thThis", "The file is encrypted with the password {p}.\n"},
    {"use to open", "Us3This", "Please use {p} as the password.\n"},
    {"use the password", "t0Open", "Use the password {p} to open the file.\n"},
    {"use password, brackets", "Br4cket", "Please unzip it using the password [{p}].\n"},
    {"value before", "b3fore", "{p} is the password.\n"},
    {"value before in brackets", "Inv2024", "Enter \"{p}\" when you are asked for a password.\n"},
    {"enter", "3nter", "When prompted for a password, enter {p}\n"},
    {"protected with", "pr0tect", "The attached zip is password protected ({p}).\n"},
    {"protected, password behind", "beh1nd", "The zip is password-protected. The password: {p}\n"},
    {"in round brackets", "rnd88", "Please see the attached file (password: {p}).\n"},
    {"in round brackets with pw", "pw-rnd1", "Invoice attached (pw {p})\n"},
    {"will be", "w1llbe", "Your password will be {p} from now on.\n"},
    {"set to", "s3tTo", "I have set the password to {p}.\n"},
    {"full stop that does not belong to it", "Endst0p", "Password is {p}. Let me know if it does not open.\n"},
    {"comma that does not belong to it", "C0mma", "With the password {p}, you can open all three files.\n"},
    {"exclamation mark that belongs to it", "Hurry!Up!", "Password: {p}\n"},
    {"remark of case behind", "CaSe5", "Password: {p} (case sensitive)\n"},
    {"remark of case before", "cAsE6", "Password (case sensitive): {p}\n"},
    {"remark of no quotes", "n0quotes", "Password: \"{p}\" without the quotes\n"},
    {"date of the mail, day first", "12042024", "The password is today's date (DDMMYYYY).\n", "", "",
     "Fri, 12 Apr 2024 10:15:00 +0100"},
    {"date of the mail, month first", "04122024", "Password: today's date in MMDDYYYY format\n", "", "",
     "Fri, 12 Apr 2024 16:15:00 -0500"},
    {"date of the mail, year first", "2024-04-12", "The password is the date of this email (YYYY-MM-DD).\n", "", "",
     "Fri, 12 Apr 2024 10:15:00 +0000"},
};

} // namespace

std::span<const Wording> english_sentences() { return kSentences; }

} // namespace fumiban::test
