// SPDX-License-Identifier: Apache-2.0
#include "mail.hpp"

#include <array>
#include <stdexcept>
#include <utility>

namespace fumiban::test {
namespace {

std::string_view encoding_label(TransferEncoding encoding) {
  switch (encoding) {
    case TransferEncoding::none: return "";
    case TransferEncoding::seven_bit: return "7bit";
    case TransferEncoding::eight_bit: return "8bit";
    case TransferEncoding::quoted_printable: return "quoted-printable";
    case TransferEncoding::base64: return "base64";
  }
  return "";
}

std::string encoded_body(std::string_view bytes, TransferEncoding encoding) {
  if (encoding == TransferEncoding::base64) return base64(bytes);
  if (encoding == TransferEncoding::quoted_printable) return quoted_printable(bytes);
  return std::string(bytes);
}

void add_encoding(Part& part, TransferEncoding encoding) {
  if (encoding == TransferEncoding::none) return;
  part.fields.push_back({"Content-Transfer-Encoding", std::string(encoding_label(encoding))});
}

/// All words on one line, as a name between quotes has them.
std::string words_on_one_line(std::string_view utf8, Charset charset) {
  std::string words = encoded_words(utf8, charset);
  for (std::size_t at = words.find("\r\n"); at != std::string::npos; at = words.find("\r\n")) words.erase(at, 2);
  return words;
}

std::string sections_of(std::string_view parameter, std::string_view value, std::size_t length) {
  std::string out;
  for (std::size_t at = 0, number = 0; at < value.size(); at += length, ++number) {
    out += ";\r\n\t" + std::string(parameter) + "*" + std::to_string(number) + "=\"" +
           std::string(value.substr(at, length)) + "\"";
  }
  return out;
}

} // namespace

std::string name_parameter(std::string_view parameter, std::string_view utf8, NameStyle style, Charset charset) {
  const std::string fold = ";\r\n\t";
  const std::string start = fold + std::string(parameter) + "=";
  const auto quoted = [](std::string_view value) { return "\"" + std::string(value) + "\""; };
  if (is_ascii(utf8)) return start + quoted(utf8);
  switch (style) {
    case NameStyle::ascii: throw std::invalid_argument("not ASCII: " + std::string(utf8));
    case NameStyle::rfc2231: return ";\r\n " + rfc2231_parameter(parameter, utf8, charset);
    case NameStyle::rfc2047: return start + quoted(words_on_one_line(utf8, charset));
    case NameStyle::rfc2047_folded: return start + quoted(encoded_words(utf8, charset));
    case NameStyle::rfc2047_across_rfc2231: return sections_of(parameter, words_on_one_line(utf8, charset), 36);
    case NameStyle::both:
      return name_parameter(parameter, utf8, parameter == "filename" ? NameStyle::rfc2231 : NameStyle::rfc2047,
                            charset);
    case NameStyle::raw_8bit: return start + quoted(to_charset(utf8, charset));
    case NameStyle::raw_iso_2022_jp: return start + quoted(to_charset(utf8, Charset::iso_2022_jp));
  }
  return {};
}

Part text_part(std::string_view utf8, const TextStyle& style) {
  Part part;
  const std::string label = style.label.value_or(std::string(charset_label(style.charset)));
  std::string type = "text/" + style.subtype;
  if (!label.empty()) type += "; charset=" + label;
  part.fields.push_back({"Content-Type", type + style.parameters});
  add_encoding(part, style.encoding);
  part.body = encoded_body(to_charset(to_crlf(utf8), style.charset), style.encoding);
  return part;
}

Part file_part(const Attachment& file, const FileStyle& style) {
  Part part;
  std::string type = file.type;
  if (style.name_in_type) {
    // `name` is no RFC 2231 parameter for most mailers: where the file name is, this is mostly RFC 2047.
    type += name_parameter("name", file.name, style.name_style, style.charset);
  }
  part.fields.push_back({"Content-Type", type});
  add_encoding(part, style.encoding);
  if (!style.content_id.empty()) part.fields.push_back({"Content-ID", "<" + style.content_id + ">"});
  part.fields.push_back({"Content-Disposition",
                         style.disposition + name_parameter("filename", file.name, style.name_style, style.charset)});
  part.body = encoded_body(file.bytes, style.encoding);
  return part;
}

Part leaf_part(std::string_view type, std::string_view bytes, TransferEncoding encoding) {
  Part part;
  part.fields.push_back({"Content-Type", std::string(type)});
  add_encoding(part, encoding);
  part.body = encoded_body(bytes, encoding);
  return part;
}

Part multipart(std::string_view subtype, std::string boundary, std::vector<Part> children,
               std::string_view parameters) {
  Part part;
  part.fields.push_back({"Content-Type", "multipart/" + std::string(subtype) + std::string(parameters) +
                                             ";\r\n boundary=\"" + boundary + "\""});
  part.boundary = std::move(boundary);
  part.children = std::move(children);
  return part;
}

Part message_part(std::string mail, std::string_view disposition) {
  Part part;
  part.fields.push_back({"Content-Type", "message/rfc822"});
  if (!disposition.empty()) part.fields.push_back({"Content-Disposition", std::string(disposition)});
  part.body = std::move(mail);
  return part;
}

std::string part_bytes(const Part& part) {
  std::string out;
  for (const Field& field : part.fields) out += field.name + ": " + field.value + "\r\n";
  out += "\r\n";
  if (part.children.empty()) return out + part.body;
  if (!part.preamble.empty()) out += part.preamble + "\r\n";
  for (const Part& child : part.children) {
    out += "--" + part.boundary + "\r\n";
    out += part_bytes(child);
    out += "\r\n";
  }
  return out + "--" + part.boundary + "--\r\n" + part.epilogue;
}

std::string mail_bytes(const std::vector<Field>& fields, const Part& root) {
  std::string out;
  for (const Field& field : fields) out += field.name + ": " + field.value + "\r\n";
  return out + part_bytes(root);
}

std::string mailbox(std::string_view display_utf8, std::string_view address, Charset charset, WordEncoding encoding) {
  const std::string angle = "<" + std::string(address) + ">";
  if (display_utf8.empty()) return std::string(address);
  if (!is_ascii(display_utf8)) return encoded_words(display_utf8, charset, encoding) + " " + angle;
  std::string quoted;
  for (const char c : display_utf8) {
    if (c == '"' || c == '\\') quoted.push_back('\\');
    quoted.push_back(c);
  }
  return "\"" + quoted + "\" " + angle;
}

CivilTime civil_time(std::int64_t seconds, int offset_minutes) {
  const std::int64_t local = seconds + std::int64_t{offset_minutes} * 60;
  const std::int64_t days = local / 86400;
  const int rest = static_cast<int>(local % 86400);
  // Days from 0000-03-01, in 400-year eras, as in the well-known public-domain day-count formulas.
  const std::int64_t shifted = days + 719468;
  const std::int64_t era = shifted / 146097;
  const std::int64_t in_era = shifted % 146097;
  const std::int64_t year_of_era = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
  const std::int64_t in_year = in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * in_year + 2) / 153;
  CivilTime out{};
  out.day = static_cast<int>(in_year - (153 * month_from_march + 2) / 5 + 1);
  out.month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  out.year = static_cast<int>(year_of_era + era * 400 + (out.month <= 2 ? 1 : 0));
  out.hour = rest / 3600;
  out.minute = rest / 60 % 60;
  out.second = rest % 60;
  out.weekday = static_cast<int>((days + 4) % 7);
  return out;
}

std::int64_t seconds_of(int year, int month, int day, int hour, int minute, int offset_minutes) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = y / 400;
  const std::int64_t year_of_era = y % 400;
  const std::int64_t in_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const std::int64_t in_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + in_year;
  const std::int64_t days = era * 146097 + in_era - 719468;
  return days * 86400 + hour * 3600 + minute * 60 - std::int64_t{offset_minutes} * 60;
}

std::string mail_date(std::int64_t seconds, int offset_minutes) {
  constexpr std::array<const char*, 7> kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilTime time = civil_time(seconds, offset_minutes);
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  const int offset = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  return std::string(kDays[static_cast<std::size_t>(time.weekday)]) + ", " + two(time.day) + " " +
         kMonths[static_cast<std::size_t>(time.month - 1)] + " " + std::to_string(time.year) + " " + two(time.hour) +
         ":" + two(time.minute) + ":" + two(time.second) + (offset_minutes < 0 ? " -" : " +") + two(offset / 60) +
         two(offset % 60);
}

} // namespace fumiban::test
