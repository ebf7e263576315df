// SPDX-License-Identifier: Apache-2.0
// Macro sources for tests: one automatic start that prints a word, and the small macros of daily office work.
#include <array>

#include "ovba.hpp"

namespace fumiban::test {
namespace {

constexpr std::string_view kAutoOpenEcho = R"(' 試験用のマクロです。文字を表示する以外のことはしません。
Sub AutoOpen()
    Shell "cmd /c echo fumiban", 0
End Sub
)";

constexpr std::string_view kTidyTable = R"(Option Explicit

' 選択範囲の表の体裁を社内標準にそろえる
Public Sub 表の体裁を整える()
    Dim t As Object
    For Each t In ActiveDocument.Tables
        t.Rows.Alignment = 1
        t.Range.Font.Name = "ＭＳ 明朝"
        t.Range.Font.Size = 10.5
        t.Rows(1).HeadingFormat = True
    Next t
End Sub
)";

constexpr std::string_view kBusinessDays = R"(Option Explicit

' 開始日から終了日までの営業日数を返す（土日を除く）
Public Function 営業日数(ByVal 開始日 As Date, ByVal 終了日 As Date) As Long
    Dim d As Date
    Dim n As Long
    For d = 開始日 To 終了日
        If Weekday(d, vbMonday) <= 5 Then n = n + 1
    Next d
    営業日数 = n
End Function
)";

constexpr std::string_view kTaxAmount = R"(Option Explicit

Private Const 税率 As Double = 0.1

' 税抜金額から消費税額を求める（円未満切り捨て）
Public Function 消費税額(ByVal 税抜金額 As Currency) As Currency
    消費税額 = Int(税抜金額 * 税率)
End Function

' 税込金額
Public Function 税込金額(ByVal 税抜金額 As Currency) As Currency
    税込金額 = 税抜金額 + 消費税額(税抜金額)
End Function
)";

constexpr std::string_view kReplaceTerms = R"(Option Explicit

' 表記ゆれを直す
Public Sub 表記をそろえる()
    Dim 前 As Variant, 後 As Variant, i As Long
    前 = Array("サーバ ", "ユーザ ", "下さい")
    後 = Array("サーバー ", "ユーザー ", "ください")
    For i = LBound(前) To UBound(前)
        With Selection.Find
            .Text = 前(i)
            .Replacement.Text = 後(i)
            .Execute Replace:=2
        End With
    Next i
End Sub
)";

constexpr std::string_view kPageNumbers = R"(Option Explicit

' Adds "page of pages" to the footer of the first section.
Public Sub AddPageNumbers()
    With ActiveDocument.Sections(1).Footers(1)
        .PageNumbers.Add 1
    End With
    Debug.Print "page numbers added"
End Sub
)";

constexpr std::array<std::string_view, 5> kBenign = {kTidyTable, kBusinessDays, kTaxAmount, kReplaceTerms,
                                                     kPageNumbers};
constexpr std::array<std::string_view, 5> kBenignNames = {"TableStyle", "BusinessDays", "TaxAmount", "TermStyle",
                                                          "PageNumbers"};

} // namespace

VbaProject auto_open_echo_project() {
  VbaProject project;
  project.modules.push_back({"ThisDocument", "", ModuleKind::document});
  project.modules.push_back({"NewMacros", std::string(kAutoOpenEcho), ModuleKind::standard});
  return project;
}

VbaProject benign_project(std::size_t variant) {
  VbaProject project;
  project.modules.push_back({"ThisDocument", "", ModuleKind::document});
  const std::size_t first = variant % kBenign.size();
  project.modules.push_back({std::string(kBenignNames[first]), std::string(kBenign[first]), ModuleKind::standard});
  if (variant / kBenign.size() % 2 == 1) {
    const std::size_t second = (first + 2) % kBenign.size();
    project.modules.push_back({std::string(kBenignNames[second]), std::string(kBenign[second]), ModuleKind::standard});
  }
  return project;
}

} // namespace fumiban::test
