// SPDX-License-Identifier: Apache-2.0
// Macros as offices write them: none of them may be called suspicious.
#include <array>

#include "scripts/vba/judge_cases.hpp"

namespace fumiban::vba {
namespace {

constexpr std::array kOffice = {
    Case{"button that prints", R"vba('#document Sheet1
'#control CommandButton1
Private Sub CommandButton1_Click()
    If MsgBox("印刷しますか？", vbYesNo) = vbYes Then ActiveSheet.PrintOut Copies:=1
End Sub
)vba"},
    Case{"save under a name from cells", R"vba('#standard 保存処理
Sub 名前を付けて保存()
    Dim パス As String
    パス = ThisWorkbook.Path & "\" & Range("B2").Value & "_" & Format(Date, "yyyymmdd") & ".xlsx"
    ActiveWorkbook.SaveAs Filename:=パス, FileFormat:=xlOpenXMLWorkbook
    MsgBox "保存しました。" & vbCrLf & パス
End Sub
)vba"},
    Case{"mail through Outlook", R"vba('#standard メール
Sub メール作成()
    Dim ol As Object, m As Object
    Set ol = CreateObject("Outlook.Application")
    Set m = ol.CreateItem(0)
    m.To = Range("C3").Value
    m.Subject = "【" & Range("C4").Value & "】請求書送付のご案内"
    m.Body = Range("C5").Value & " 様" & vbCrLf & vbCrLf & "いつもお世話になっております。"
    m.Attachments.Add ThisWorkbook.Path & "\請求書.pdf"
    m.Send
End Sub
)vba"},
    Case{"menus on opening", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
    メニュー作成
    Application.OnKey "^+p", "印刷"
    Sheets("メニュー").Activate
End Sub
Private Sub Workbook_BeforeClose(Cancel As Boolean)
    On Error Resume Next
    Application.CommandBars("Worksheet Menu Bar").Controls("業務(&G)").Delete
End Sub
'#standard Module1
Sub メニュー作成()
    With Application.CommandBars("Worksheet Menu Bar").Controls.Add(Type:=msoControlPopup, Temporary:=True)
        .Caption = "業務(&G)"
        With .Controls.Add(Type:=msoControlButton)
            .Caption = "集計の実行(&R)"
            .OnAction = "集計"
        End With
    End With
End Sub
Sub 集計()
    Call 読込("C:\データ\売上.csv")
End Sub
Sub 読込(f As String)
    Dim n As Integer, s As String
    n = FreeFile
    Open f For Input As #n
    Do Until EOF(n)
        Line Input #n, s
        Cells(Rows.Count, 1).End(xlUp).Offset(1).Value = Split(s, ",")(0)
    Loop
    Close #n
End Sub
)vba"},
    Case{"refresh on opening", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
    Dim c As WorkbookConnection
    For Each c In ThisWorkbook.Connections
        c.Refresh
    Next
    Worksheets("Dashboard").PivotTables(1).RefreshTable
    Application.ScreenUpdating = True
End Sub
)vba"},
    Case{"access log on opening", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
    Dim n As Integer
    n = FreeFile
    Open ThisWorkbook.Path & "\log\access.txt" For Append As #n
    Print #n, Now & vbTab & Environ("USERNAME") & vbTab & Environ("COMPUTERNAME")
    Close #n
End Sub
)vba"},
    Case{"Sleep and a progress form", R"vba('#standard Module1
#If VBA7 Then
Private Declare PtrSafe Sub Sleep Lib "kernel32" (ByVal ms As Long)
#Else
Private Declare Sub Sleep Lib "kernel32" (ByVal ms As Long)
#End If
Sub 待機しながら処理()
    Dim i As Long
    UserForm1.Show vbModeless
    For i = 1 To 100
        UserForm1.Label1.Width = i * 2
        DoEvents
        Sleep 10
    Next i
    Unload UserForm1
End Sub
'#form UserForm1
'#control Label1
'#text 処理中です。しばらくお待ちください。
Private Sub UserForm_Initialize()
    Me.Label1.Width = 0
End Sub
)vba"},
    Case{"copy of files by FileSystemObject", R"vba('#standard Backup
Sub BackupFiles()
    Dim fso As Object, f As Object
    Set fso = CreateObject("Scripting.FileSystemObject")
    If Not fso.FolderExists("D:\Backup") Then fso.CreateFolder "D:\Backup"
    For Each f In fso.GetFolder(ThisWorkbook.Path).Files
        If LCase(fso.GetExtensionName(f.Name)) = "xlsx" Then fso.CopyFile f.Path, "D:\Backup\", True
    Next f
    FileCopy ThisWorkbook.Path & "\master.mdb", "D:\Backup\master.mdb"
End Sub
)vba"},
    Case{"CSV in UTF-8 through ADODB.Stream", R"vba('#standard CSV出力
Public Sub CSV出力()
    Dim st As Object, r As Long
    Set st = CreateObject("ADODB.Stream")
    st.Type = 2
    st.Charset = "UTF-8"
    st.Open
    For r = 2 To Cells(Rows.Count, 1).End(xlUp).Row
        st.WriteText Cells(r, 1).Value & "," & Chr(34) & Cells(r, 2).Value & Chr(34) & vbCrLf
    Next r
    st.SaveToFile ThisWorkbook.Path & "\出力.csv", 2
    st.Close
End Sub
)vba"},
    Case{"postal codes from a web service", R"vba('#standard 住所検索
Const API As String = "https://zip.example.com/api/search?zipcode="
Sub 住所検索()
    Dim http As Object
    Set http = CreateObject("MSXML2.XMLHTTP")
    http.Open "GET", API & Replace(Range("B3").Value, "-", ""), False
    http.Send
    If http.Status = 200 Then Range("C3").Value = Split(http.responseText, """")(3)
End Sub
)vba"},
    Case{"rates fetched on opening", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
    UpdateRates
End Sub
'#standard Rates
Public Sub UpdateRates()
    Dim req As New WinHttp.WinHttpRequest
    Dim proto As String
    proto = IIf(Range("UseTls").Value, "https", "http")
    req.Open "GET", proto & "://" & Range("Host").Value & "/v1/rates.json", False
    req.Send
    Worksheets("Rates").Range("A1").Value = req.responseText
End Sub
)vba"},
    Case{"folder in Explorer and a manual", R"vba('#document Sheet1
Private Sub btnフォルダ_Click()
    Shell "explorer.exe " & ThisWorkbook.Path, vbNormalFocus
End Sub
Private Sub btnManual_Click()
    CreateObject("WScript.Shell").Run """" & ThisWorkbook.Path & "\manual.pdf"""
End Sub
)vba"},
    Case{"batch file by button", R"vba('#standard Tool
Sub RunBatch()
    Dim wsh As Object, ret As Long
    Set wsh = CreateObject("WScript.Shell")
    ret = wsh.Run("cmd /c """ & ThisWorkbook.Path & "\convert.bat"" " & Range("A1").Value, 1, True)
    If ret <> 0 Then MsgBox "変換に失敗しました。", vbExclamation
End Sub
)vba"},
    Case{"desktop folder on opening", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
    Dim w As Object
    Set w = CreateObject("WScript.Shell")
    Sheets("設定").Range("B1").Value = w.SpecialFolders("Desktop")
    w.Popup "3秒後に閉じます", 3, "お知らせ"
End Sub
)vba"},
    Case{"Application.Run on opening", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
    Application.Run "'" & ThisWorkbook.Name & "'!初期化"
    Application.Run "Module1.初期化"
End Sub
'#standard Module1
Sub 初期化()
    Range("A1:Z100").ClearContents
End Sub
Sub 外部ツール()
    Shell "C:\Tools\convert.exe " & Range("A1"), vbHide
End Sub
)vba"},
    Case{"reads closed workbooks by Excel 4.0", R"vba('#standard 集計
Function 閉じたブック(p As String, f As String, s As String, r As String)
    閉じたブック = ExecuteExcel4Macro("'" & p & "[" & f & "]" & s & "'!" & Range(r).Address(, , xlR1C1))
End Function
Sub リボン非表示()
    Application.ExecuteExcel4Macro "SHOW.TOOLBAR(""Ribbon"",False)"
End Sub
)vba"},
    Case{"Word: letters from a list", R"vba('#standard NewMacros
Sub 差し込み印刷()
    With ActiveDocument.MailMerge
        .MainDocumentType = wdFormLetters
        .OpenDataSource Name:=ActiveDocument.Path & "\名簿.xlsx", SQLStatement:="SELECT * FROM `名簿$`"
        .Destination = wdSendToPrinter
        .Execute Pause:=False
    End With
End Sub
Sub AutoOpen()
    ActiveDocument.Fields.Update
    ActiveWindow.View.Type = wdPrintView
End Sub
)vba"},
    Case{"database through ADO", R"vba('#standard DB
Sub 在庫照会()
    Dim cn As Object, rs As Object
    Set cn = CreateObject("ADODB.Connection")
    cn.Open "Provider=Microsoft.ACE.OLEDB.12.0;Data Source=" & ThisWorkbook.Path & "\在庫.accdb;"
    Set rs = CreateObject("ADODB.Recordset")
    rs.Open "SELECT 品番, 在庫数 FROM 在庫 WHERE 拠点='" & Range("B1").Value & "'", cn
    Range("A5").CopyFromRecordset rs
    cn.Execute "UPDATE 履歴 SET 照会日=Now()"
    rs.Close: cn.Close
End Sub
)vba"},
    Case{"opens other workbooks", R"vba('#standard 統合
Sub ブック統合()
    Dim f As String, wb As Workbook
    f = Dir(ThisWorkbook.Path & "\支店\*.xls*")
    Do While f <> ""
        Set wb = Workbooks.Open(ThisWorkbook.Path & "\支店\" & f, ReadOnly:=True)
        wb.Sheets(1).UsedRange.Copy ThisWorkbook.Sheets("統合").Cells(Rows.Count, 1).End(xlUp).Offset(1)
        wb.Close False
        f = Dir()
    Loop
    Kill ThisWorkbook.Path & "\支店\~*.tmp"
End Sub
)vba"},
    Case{"bar codes with tables of characters", R"vba('#standard Barcode
Function Code39(s As String) As String
    Dim t As Variant, i As Integer
    t = Array("0001101", "0011001", "0010011", "0111101", "0100011", "0110001")
    For i = 1 To Len(s)
        Code39 = Code39 & t(Asc(Mid(s, i, 1)) Mod 6)
    Next
    Code39 = Chr(203) & Code39 & Chr(206)
End Function
Function ColumnName(n As Long) As String
    If n > 26 Then ColumnName = Chr(64 + (n - 1) \ 26) & Chr(65 + (n - 1) Mod 26) Else ColumnName = Chr(64 + n)
End Function
)vba"},
    Case{"events of the application", R"vba('#class AppEvents
Public WithEvents App As Application
Private Sub App_WorkbookOpen(ByVal Wb As Workbook)
    Debug.Print Wb.FullName
End Sub
'#document ThisWorkbook
Dim ev As New AppEvents
Private Sub Workbook_Open()
    Set ev.App = Application
End Sub
)vba"},
    Case{"URL opened by a button through ShellExecute", R"vba('#standard Web
Private Declare PtrSafe Function ShellExecute Lib "shell32.dll" Alias "ShellExecuteA" (ByVal h As LongPtr, ByVal o As String, ByVal f As String, ByVal p As String, ByVal d As String, ByVal s As Long) As LongPtr
Sub ヘルプ表示()
    ShellExecute 0, "open", "https://intra.example.co.jp/help/", "", "", 1
End Sub
)vba"},
    Case{"names that only look like events", R"vba('#standard Module1
Sub Workbook_Open()
    Shell "C:\Tools\a.exe"
End Sub
Private Sub Frame1_Layout()
    Shell "C:\Tools\b.exe"
End Sub
)vba"},
    Case{"words in comments and texts", R"vba('#document ThisWorkbook
' 以前は Shell "powershell -enc ..." を使っていたが廃止 (Auto_Open も削除)
Private Sub Workbook_Open()
    Rem CreateObject("WScript.Shell").Run "cmd"
    MsgBox "Shell や CreateObject は使用禁止です"
End Sub
)vba"},
    Case{"PDF by button, code in sheet events", R"vba('#document 見積書
Private Sub Worksheet_Change(ByVal Target As Range)
    If Target.Address = "$B$5" Then Range("C5").Value = Date
End Sub
Private Sub Worksheet_SelectionChange(ByVal Target As Range)
    Target.Interior.ColorIndex = 6
End Sub
Public Sub PDF出力()
    Me.ExportAsFixedFormat Type:=xlTypePDF, Filename:=ThisWorkbook.Path & "\見積書.pdf"
End Sub
)vba"},
    Case{"settings in the registry", R"vba('#document ThisWorkbook
Private Sub Workbook_Open()
    Range("B2").Value = GetSetting("Kintai", "User", "Name", Environ("USERNAME"))
End Sub
Private Sub Workbook_BeforeClose(Cancel As Boolean)
    SaveSetting "Kintai", "User", "Name", Range("B2").Value
    ThisWorkbook.Save
End Sub
)vba"},
    Case{"long texts broken into lines", R"vba('#standard 文面
Function 本文() As String
    Dim s As String
    s = "各位" & vbCrLf & vbCrLf
    s = s & "お疲れさまです。経理部です。" & vbCrLf
    s = s & "今月の締め切りは" & Format(DateSerial(Year(Date), Month(Date) + 1, 0), "m月d日") & "です。" & vbCrLf
    s = s & "詳細は https://intra.example.co.jp/keiri/ をご覧ください。" & vbCrLf & _
        "よろしくお願いいたします。"
    本文 = s
End Function
)vba"},
    Case{"exports modules for version control", R"vba('#standard Dev
Sub ExportModules()
    Dim c As Object
    For Each c In ThisWorkbook.VBProject.VBComponents
        c.Export ThisWorkbook.Path & "\src\" & c.Name & ".bas"
    Next
End Sub
Sub ImportModule()
    ThisWorkbook.VBProject.VBComponents("Module1").CodeModule.AddFromFile ThisWorkbook.Path & "\src\Module1.bas"
End Sub
)vba"},
    Case{"PowerPoint: agenda", R"vba('#standard Slides
Sub BuildAgenda()
    Dim s As Slide, t As String
    For Each s In ActivePresentation.Slides
        If s.Shapes.HasTitle Then t = t & s.SlideIndex & ". " & s.Shapes.Title.TextFrame.TextRange.Text & vbCr
    Next
    ActivePresentation.Slides(2).Shapes(2).TextFrame.TextRange.Text = t
End Sub
)vba"},
};

} // namespace

std::span<const Case> office_macros() { return kOffice; }

} // namespace fumiban::vba
