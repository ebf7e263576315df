// SPDX-License-Identifier: Apache-2.0
/// @file
/// The words that mean something to us in VBA: keywords, functions, members and procedures that Office calls.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace fumiban::vba {

/// Lower case, a blank behind each.
inline constexpr std::string_view kWordList =
    "_ step and or xor not mod like is to imp eqv if then else elseif end select case do loop while wend for each "
    "next until with set let call const dim redim preserve static public private friend global sub function "
    "property get declare ptrsafe lib alias as new byval byref optional paramarray goto gosub on error "
    "resume exit return rem option explicit type enum event raiseevent implements withevents attribute open "
    "close print write put input output append binary random access read lock line kill name filecopy mkdir "
    "rmdir chdir true false nothing null empty me addressof typeof erase debug stop lset rset mid string "
    "long integer byte boolean variant object double single currency date longptr longlong any vba strings "
    "interaction filesystem conversion math application wordbasic thisdocument activedocument thisworkbook "
    "chr chrw chrb asc ascw ascb strreverse replace left right midb lcase ucase trim ltrim rtrim join split "
    "array space hex oct val cint clng clnglng cbyte cstr cdbl csng cdec cvar cbool str len lenb instr "
    "strconv environ iif choose format abs int fix sgn round ubound lbound filter sqr shell createobject "
    "getobject callbyname run exec shellexecute execute create ontime executeexcel4macro macro4 addcode eval "
    "executestatement spawninstance_ execmethod_ execmethod execquery sendkeys appactivate shellopen "
    "navigate navigate2 parsename invokeverb doit onaction onkey savetofile loadfromfile responsebody "
    "createtextfile opentextfile copyfile copyfolder movefile deletefile saveas saveas2 exportasfixedformat "
    "downloadfile downloadstring urldownloadtofile send responsetext responsestream appendchunk writetext "
    "regwrite regread regdelete savesetting getsetting deletesetting system privateprofilestring vbproject "
    "vbcomponents codemodule addfromstring addfromfile insertlines replaceline deletelines createeventproc "
    "import vbe normaltemplate organizercopy accessvbom vbawarnings automationsecurity displayalerts "
    "virusprotection recentfiles tasks username userdomain computername show load unload initialize activate "
    "terminate layout main document_open document_close document_new document_beforeclose document_sync "
    "autoopen autoexec autoexit autoclose autonew auto_open auto_close auto_activate auto_deactivate "
    "auto_exec auto_exit auto_new workbook_open workbook_activate workbook_deactivate workbook_beforeclose "
    "workbook_windowactivate workbook_windowresize workbook_sheetactivate workbook_sheetcalculate "
    "workbook_addininstall workbook_beforesave workbook_beforeprint worksheet_activate worksheet_calculate "
    "worksheet_selectionchange worksheet_change workbook_newsheet workbook_sheetselectionchange "
    "application_startup application_newmail application_newmailex application_quit presentation_open "
    "slideshownextslide onslideshowpagechange userform_initialize userform_activate userform_layout "
    "userform_terminate class_initialize class_terminate commandline arguments showwindow path body "
    "responsexml settings regsvr wscript xmlhttp http lastwritetime value caption tag text item variables "
    "defineversion folder namespace document_contentcontrolonenter createprocess createprocessa "
    "createprocessw winexec shellexecutea shellexecutew shellexecuteexa shellexecuteexw urldownloadtofilea "
    "urldownloadtofilew urldownloadtocachefilea urldownloadtocachefilew executeshellcommand wshshell "
    "iwshruntimelibrary shell32 xmlhttp60 serverxmlhttp60 xmlhttp30 winhttprequest swbemlocator "
    "wbemscripting scripting filesystemobject msxml2 winhttp adodb stream msoautomationsecuritylow urlmon "
    "getspecialfolder specialfolders startupinfo procstartup msscriptcontrol scriptcontrol count exists "
    "popup builtindocumentproperties customdocumentproperties controls controltiptext activeworkbook title "
    "subject author keywords comments category manager company ";

/// A word's place is its number; the first one is "no name".
inline constexpr auto kWords = [] {
  std::array<std::string_view, static_cast<std::size_t>(std::count(kWordList.begin(), kWordList.end(), ' '))> out{};
  auto rest = kWordList;
  for (auto& one : out) {
    one = rest.substr(0, rest.find(' '));
    rest.remove_prefix(one.size() + 1);
  }
  return out;
}();

/// The number of a word of the list, when compiling; a word that is not in it does not compile.
[[nodiscard]] consteval std::uint32_t word(std::string_view name) {
  for (std::uint32_t i = 0; i < kWords.size(); ++i)
    if (kWords[i] == name) return i;
  throw "no such word";
}

} // namespace fumiban::vba
