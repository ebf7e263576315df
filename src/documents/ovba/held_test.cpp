// SPDX-License-Identifier: Apache-2.0
// Texts that macros fetch from their document or from a form: the command is seen wherever it lies.
#include <gtest/gtest.h>

#include "builders/forms.hpp"
#include "builders/office.hpp"
#include "builders/text.hpp"
#include "builders/zip.hpp"
#include "documents/ovba/project.hpp"
#include "macros/ovba_cases.hpp"

namespace fumiban::ovba {
namespace {

using test::FormControl;
using Kind = test::FormControl::Kind;

const std::string kCommand = "powershell -e ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A";

/// As a control holds it: what is not fetched and put right is no command.
const std::string kDisguised = "po#wersh#ell -#e ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A";

/// Starts what `fetch` gives, when the document is opened.
test::VbaProject starting(const std::string& fetch) {
  test::VbaProject project;
  project.modules.push_back(
      {"ThisDocument", "Sub AutoOpen()\n    Shell " + fetch + "\nEnd Sub\n", test::ModuleKind::document});
  return project;
}

/// Says which texts the report has not seen through.
std::string unseen(const Report& report) {
  const bool commanded = std::any_of(report.indicators.begin(), report.indicators.end(), [](const auto& one) {
    return one.kind == "command" && one.value.find("powershell -e") != std::string::npos;
  });
  return commanded && says(report, "vba.hides-command", "powershell") && says(report, "vba.hostile-command") &&
                 says(report, "vba.autoexec-executes")
             ? ""
             : told(report);
}

Report scanned_doc(const std::string& fetch, const Streams& held) {
  auto streams = test::vba_streams(starting(fetch), "Macros/");
  streams.push_back({"WordDocument", std::string(0x300, '\0')});
  for (const auto& stream : held) {
    std::erase_if(streams, [&](const auto& known) { return known.path == stream.path; });
    streams.push_back(stream);
  }
  return scanned(test::compound_file(streams), "a.doc");
}

Report scanned_with_variables(const std::string& fetch, const test::NamedTexts& variables) {
  const auto held = test::document_variables(variables);
  std::string fib(0x300, '\0');
  test::put(fib, 10, le16(0x0200));
  test::put(fib, 0x27A, le32(100) + le32(static_cast<std::uint32_t>(held.size())));
  return scanned_doc(fetch, {{"WordDocument", fib}, {"1Table", std::string(100, '\7') + held}});
}

Report scanned_package(const std::string& fetch, const std::string& name, const std::string& part, bool macros_first) {
  std::vector<test::ZipEntry> entries = {
      {.name = "[Content_Types].xml", .bytes = "<Types/>", .password = {}},
      {.name = "word/document.xml", .bytes = "<w:document/>", .password = {}},
      {.name = name, .bytes = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + part, .password = {}}};
  entries.insert(macros_first ? entries.begin() + 1 : entries.end(),
                 {.name = "word/vbaProject.bin", .bytes = test::vba_project_file(starting(fetch)), .password = {}});
  return scanned(test::write_zip(entries), "a.docm");
}

Report scanned_form(const std::string& fetch, const std::vector<FormControl>& controls, bool wide,
                    const std::string& caption = "Form") {
  auto project = starting("Replace(" + fetch + ", \"#\", \"\")");
  project.modules.push_back({"UserForm1", "Private Sub UserForm_Click()\nEnd Sub\n", test::ModuleKind::class_module});
  auto streams = test::vba_streams(project, "");
  auto& told_types = bytes_of(streams, "PROJECT");
  told_types = with_last(told_types, "Class=UserForm1", "BaseClass=UserForm1");
  for (auto& stream : test::form_streams("UserForm1", caption, controls, wide)) streams.push_back(std::move(stream));
  return scanned(streams);
}

TEST(OvbaHeld, AVariableOfAWordDocument) {
  EXPECT_EQ(unseen(scanned_with_variables("ActiveDocument.Variables(\"x1\").Value", {{"a", "b"}, {"X1", kCommand}})),
            "");
  EXPECT_EQ(unseen(scanned_with_variables("ThisDocument.Variables.Item(\"x1\")", {{"x1", kCommand}})), "");
  EXPECT_EQ(unseen(scanned_with_variables("Replace(ActiveDocument.Variables(\"x\" & \"1\"), \"#\", \"\")",
                                          {{"x1", "po#wersh#ell -#e ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A"}})),
            "");
  EXPECT_NE(unseen(scanned_with_variables("ActiveDocument.Variables(\"other\").Value", {{"x1", kCommand}})), "");
}

TEST(OvbaHeld, AVariableOfAPackageWhereverItLies) {
  for (const bool macros_first : {true, false})
    for (const auto* name : {"word/settings.xml", "word/media/image1.png"})
      EXPECT_EQ(unseen(scanned_package("ActiveDocument.Variables(\"x1\").Value", name,
                                       "<q:settings><q:docVars><q:docVar q:name=\"x1\" q:val='power&#x73;hell -e "
                                       "ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A'/></q:docVars></q:settings>",
                                       macros_first)),
                "")
          << name << macros_first;
}

TEST(OvbaHeld, PropertiesOfAPackage) {
  const auto core = "<cp:coreProperties xmlns:cp=\"x\" xmlns:dc=\"y\"><dc:title>t</dc:title><dc:description>" +
                    kCommand + "</dc:description></cp:coreProperties>";
  for (const auto* fetch : {"ActiveDocument.BuiltInDocumentProperties(\"Comments\")",
                            "ActiveDocument.BuiltInDocumentProperties(5).Value", "ThisWorkbook.Comments"})
    EXPECT_EQ(unseen(scanned_package(fetch, "docProps/core.xml", core, true)), "") << fetch;
  EXPECT_NE(
      unseen(scanned_package("ActiveDocument.BuiltInDocumentProperties(\"Title\")", "docProps/core.xml", core, true)),
      "");
  const auto custom =
      "<Properties xmlns=\"x\" xmlns:vt=\"y\"><property fmtid=\"{}\" pid=\"2\" name=\"run &amp; go\">"
      "<vt:lpwstr>" +
      kCommand + "</vt:lpwstr></property></Properties>";
  EXPECT_EQ(unseen(scanned_package("ActiveDocument.CustomDocumentProperties(\"run & go\").Value", "docProps/custom.xml",
                                   custom, true)),
            "");
}

TEST(OvbaHeld, PropertiesOfABinaryDocument) {
  EXPECT_EQ(unseen(scanned_doc("ActiveDocument.BuiltInDocumentProperties(\"comments\")",
                               {{"\5SummaryInformation", test::summary_with_comments(kCommand)}})),
            "");
  EXPECT_EQ(unseen(scanned_doc(
                "ActiveDocument.CustomDocumentProperties(\"実行\")",
                {{"\5DocumentSummaryInformation", test::custom_properties({{"a", "b"}, {"実行", kCommand}})}})),
            "");
}

TEST(OvbaHeld, WhatControlsHoldInBytesAndInUtf16) {
  for (const bool wide : {false, true}) {
    const std::vector<FormControl> controls = {{Kind::label, "Label1", "お名前", "", "tip"},
                                               {Kind::text_box, "TextBox1", kDisguised, ""},
                                               {Kind::button, "Go", kDisguised, ""},
                                               {Kind::label, "Label2", "x", kDisguised},
                                               {Kind::label, "Label3", "x", "", kDisguised}};
    for (const auto* fetch :
         {"UserForm1.TextBox1.Text", "UserForm1.TextBox1.Value", "UserForm1.TextBox1", "UserForm1.Go.Caption",
          "UserForm1.Label2.Tag", "UserForm1.Controls(\"Label2\").Tag", "UserForm1.Label3.ControlTipText"})
      EXPECT_EQ(unseen(scanned_form(fetch, controls, wide)), "") << fetch << wide;
  }
}

TEST(OvbaHeld, WhatAFrameAndTheFormItselfHold) {
  const std::vector<FormControl> controls = {
      {Kind::frame, "Frame1", "frame", "", "", {{Kind::label, "Inner", kDisguised}}}, {Kind::label, "Outer", "x"}};
  EXPECT_EQ(unseen(scanned_form("UserForm1.Inner.Caption", controls, false)), "");
  EXPECT_EQ(unseen(scanned_form("UserForm1.Caption", {{Kind::label, "Outer", "x"}}, false, kDisguised)), "");
}

TEST(OvbaHeld, ASecondTextUnderANameHidesNotTheFirst) {
  EXPECT_EQ(
      unseen(scanned_package(
          "ActiveDocument.Variables(\"x1\").Value", "word/settings.xml",
          "<w:settings xmlns:w=\"w\"><w:docVar w:name=\"x1\" w:val=\"nothing\"/><w:docVar w:name=\"x1\" w:val=\"" +
              kCommand + "\"/>",
          false)),
      "");
}

TEST(OvbaHeld, WhatNoMacroFetchesIsNoCommand) {
  const auto report = scanned_with_variables("\"notepad\"", {{"x1", kCommand}});
  EXPECT_FALSE(says(report, "vba.hides-command")) << told(report);
}

/// What offices write: a header from the title, a form with captions, a setting in a variable.
TEST(OvbaHeld, HonestMacrosThatFetchStayClean) {
  test::VbaProject project;
  project.modules.push_back({"ThisDocument",
                             "Private Sub Document_Open()\n"
                             "    ActiveDocument.Sections(1).Headers(1).Range.Text = "
                             "ActiveDocument.BuiltInDocumentProperties(\"Comments\") & \" \" & "
                             "ActiveDocument.CustomDocumentProperties(\"部署\").Value\n"
                             "    If ActiveDocument.Variables(\"shown\").Value = \"\" Then UserForm1.Show\n"
                             "    UserForm1.Label1.Caption = UserForm1.Label1.Tag\n"
                             "End Sub\n",
                             test::ModuleKind::document});
  project.modules.push_back(
      {"UserForm1", "Private Sub OK_Click()\n    Unload Me\nEnd Sub\n", test::ModuleKind::class_module});
  auto streams = test::vba_streams(project, "Macros/");
  auto& types = bytes_of(streams, "Macros/PROJECT");
  types = with_last(types, "Class=UserForm1", "BaseClass=UserForm1");
  const std::vector<FormControl> controls = {
      {Kind::label, "Label1", "お名前", "お名前（https://www.example.com/help 参照）"},
      {Kind::text_box, "TextBox1", "総務部"},
      {Kind::button, "OK", "OK"}};
  for (auto& stream : test::form_streams("Macros/UserForm1", "入力", controls, false))
    streams.push_back(std::move(stream));
  streams.push_back({"WordDocument", std::string(0x300, '\0')});
  streams.push_back({"\5SummaryInformation", test::summary_with_comments("PowerPoint と Shell の研修資料")});
  streams.push_back({"\5DocumentSummaryInformation", test::custom_properties({{"部署", "総務部"}})});
  const auto report = scanned(test::compound_file(streams), "a.doc");
  EXPECT_EQ(decide(report, {}, Policy::standard()).outcome, Outcome::clean) << told(report);
}

TEST(OvbaHeld, EveryPrefixOfWhatIsHeldGivesAReport) {
  const auto controls =
      std::vector<FormControl>{{Kind::label, "Label1", "お名前", "t", "tip"}, {Kind::text_box, "T", "x"}};
  auto streams = test::vba_streams(test::auto_open_echo_project(), "");
  bytes_of(streams, "PROJECT") += "BaseClass=NewMacros\r\n";
  for (auto& stream : test::form_streams("NewMacros", "caption", controls, true)) streams.push_back(std::move(stream));
  for (const auto* path : {"NewMacros/f", "NewMacros/o"}) {
    auto bent = streams;
    const auto whole = bytes_of(bent, path);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      bytes_of(bent, path) = whole.substr(0, size);
      EXPECT_FOUND(scanned(bent)) << path << size;
      bytes_of(bent, path) = whole;
      bytes_of(bent, path)[size] = static_cast<char>(0xFF);
      EXPECT_FOUND(scanned(bent)) << path << size;
    }
  }
}

} // namespace
} // namespace fumiban::ovba
