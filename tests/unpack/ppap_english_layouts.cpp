// SPDX-License-Identifier: Apache-2.0
#include "ppap_wordings.hpp"

namespace fumiban::test {
namespace {

constexpr Wording kLayouts[] = {
    {"next line", "NxtL1ne", "The password for the attachment is:\n{p}\n"},
    {"two lines below", "tw0below", "Please find the password below.\n\n\n{p}\n"},
    {"indented", "1ndent", "Password\n\n        {p}\n\nKind regards\n"},
    {"between rulers", "RulErs", "--------\nPassword: {p}\n--------\n"},
    {"between rulers, alone", "Al0ne", "Here is your password:\n==========\n{p}\n==========\n"},
    {"list of facts", "L1stF4ct", "File: invoice.zip\nSize: 81 KB\nPassword: {p}\nExpires: 30 April 2024\n"},
    {"columns", "c0lumns", "File          Password\ninvoice.zip   {p}\n"},
    {"bullets", "bull3ts", "* save the file\n* open it\n* type the password {p}\n"},
    {"asterisks round the value", "St4rs", "Password: *{p}*\n"},
    {"asterisks round the word", "boldw0rd", "**Password:** {p}\n"},
    {"angle brackets", "4ngle", "Password: <{p}>\n"},
    {"arrow", "arr0w", "Password -> {p}\n"},
    {"tabs", "t4bs", "Password\t{p}\n"},
    {"postscript", "psPs7", "See you on Monday.\n\nP.S. password is {p}\n"},
    {"below the signature", "S1gBelow", "Invoice attached.\n\n-- \nJane Example\nTel +44 20 0000 1234\n\npw: {p}\n"},
    {"letters apart", "XK47", "Password: X K 4 7 (no spaces)\n"},
    {"old and new", "NewK3y", "Old password: OldK3y\nNew password: {p}\n"},
    {"correction", "sec0nd", "Sorry, the password is not f1rst but {p}.\n"},
    {"two files", "F1leTwo", "Password for january.zip: F1leOne\nPassword for february.zip: {p}\n", "", "february.zip"},
    {"portal's password before", "zipW0rd", "Portal password: p0rtal\nZip password: {p}\n"},
    {"user name before", "usr2024pw", "Username: jexample\nPassword: {p}\n"},
    {"meeting before", "n0tMeet", "Meeting ID 812 3456 7890, passcode 334455.\nThe slides' password is {p}\n"},
    {"reset link behind", "R3set0k",
     "Password: {p}\nForgot your password? https://portal.invalid/reset-password?id=77ab31 \n"},
    {"telephone numbers", "6158", "Call +44 20 0000 5678 or +44 7700 000000.\nPassword: {p}\nFax: +44 20 0000 5679\n"},
    {"order and amount", "0rdPass", "Order 4500012345, total 1,254.00 EUR, password {p}, due 30 April.\n"},
    {"sent apart, yet told", "y3tTold", "The password follows in a separate email.\n\nUpdate: password is {p}\n"},
    {"disclaimer about passwords", "d1sclaim",
     "Password: {p}\n\nWe never ask for your password. Never share passwords by email. Password policy: "
     "https://policy.invalid/passwords\n"},
    {"quoted mail has it", "Qu0teE", "Same password as before.\n\n> Hi Jane,\n> the password is {p}\n> John\n"},
    {"original message block", "0rigMsg",
     "Corrected file, same password.\n\n-----Original Message-----\nFrom: John\nSent: Friday\nSubject: "
     "Invoice\n\nPassword: {p}\n"},
    {"deep quote", "D33pen", "Please see below.\n\n> > > pw:\n> > > {p}\n"},
    {"in the subject", "Subj3E", "See the subject for the password.\n", "Invoice 4411 (password: {p})"},
    {"in the subject with pw", "7741", "Attached.\n", "Scan, pw {p}"},
    {"in the archive's name", "Fn4me", "Please see attached.\n", "", "invoice_password_{p}.zip"},
    {"in the archive's name with pw", "9085", "Password is in the file name.\n", "", "Scan pw-{p}.zip"},
    {"in a text beside", "B3side", "Read the text file first.\n", "", "", "", "Password\r\n{p}\r\n"},
    {"page, bold", "PgBold1", "<p>The password is <strong>{p}</strong>.</p>"},
    {"page, two cells", "PgC3ll", "<table><tr><td>Password:</td><td>{p}</td></tr></table>"},
    {"page, heading row", "PgH3ad",
     "<table><tr><th>File</th><th>Password</th><th>Expires</th></tr><tr><td>a.zip</td><td>{p}</td><td>30 "
     "April</td></tr></table>"},
    {"page, split in spans", "SplitUp9", "<p>Password: <span>Spl</span><span>itU</span><span>p9</span></p>"},
    {"page, entities", "ent5", "<p>Password&#58;&nbsp;&#101;&#110;&#116;&#53;</p>"},
    {"page, next paragraph", "N3xtP", "<p>Your password:</p><p>{p}</p>"},
    {"page, breaks", "brBr2", "<div>Password<br><br>{p}<br></div>"},
    {"page, label for a field", "L4bel", "<p><label>Password</label> <tt>{p}</tt></p>"},
    {"page, ampersand", "Q&A+1", "<p>Password: Q&amp;A+1</p>"},
    {"page, hidden preview before", "Vis1ble",
     "<div style=\"display:none\">Your document is ready</div><h2>Your document</h2><p>Archive password: {p}</p>"},
};

} // namespace

std::span<const Wording> english_layouts() { return kLayouts; }

} // namespace fumiban::test
