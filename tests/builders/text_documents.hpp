// SPDX-License-Identifier: Apache-2.0
/// @file
/// Documents of Office that are text, and what they carry: ActiveMime, Word 2003 and Excel 2003 XML, web archives, RTF.
/// Not tried in Office itself.
#pragma once

#include <string>
#include <string_view>

#include "office.hpp"

namespace fumiban::test {

/// editdata.mso around a compound file; the packed bytes begin at `begin`, 50 in Word's files and 554 in Excel's.
[[nodiscard]] std::string active_mime(std::string_view compound, std::size_t begin = 50);

/// Word 2003 XML with editdata.mso where `mso` is not empty.
[[nodiscard]] std::string word_2003_xml(const DocumentText& text, std::string_view mso = {});
/// Excel 2003 XML, which has no macros.
[[nodiscard]] std::string excel_2003_xml(const SheetText& sheet);
/// A web page saved as one file (MHT), with editdata.mso where `mso` is not empty.
[[nodiscard]] std::string web_archive(const DocumentText& text, std::string_view mso = {});

/// RTF as Word writes it, in CP932; `body` is put in as it stands, behind the paragraphs.
[[nodiscard]] std::string rtf_file(const DocumentText& text, std::string_view body = {});
/// An object of OLE 1.0 (MS-OLEDS 2.2.5), embedded.
[[nodiscard]] std::string ole1_object(std::string_view class_name, std::string_view native);
/// Native data of the Packager around a file.
[[nodiscard]] std::string ole1_package(std::string_view name, std::string_view bytes);
/// {\object..} with the object in hexadecimal digits, 64 bytes a line.
[[nodiscard]] std::string rtf_object(std::string_view class_name, std::string_view object);
/// Hexadecimal digits, lower case, a line end after every 64 bytes.
[[nodiscard]] std::string rtf_hex(std::string_view bytes);

/// `document` behind a PDF that is complete and empty.
[[nodiscard]] std::string behind_pdf(std::string_view document);

} // namespace fumiban::test
