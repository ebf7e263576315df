// SPDX-License-Identifier: Apache-2.0
// Pages: what stays, and every way to act that is known.
#include <gtest/gtest.h>

#include "builders/text.hpp"
#include "disarm/active.hpp"

namespace fumiban::test {
namespace {

std::optional<disarm::Disarmed> page(std::string_view bytes, std::string_view charset = "utf-8", bool defang = false) {
  return disarm::disarm(ByteView(bytes),
                        {.declared_type = "text/html", .charset = std::string(charset), .defang = defang});
}

TEST(DisarmPage, WhatIsPlainStaysByteForByte) {
  for (const auto* plain :
       {"<html><head><meta charset=\"utf-8\"><title>請求書 &amp; a</title></head><body "
        "bgcolor=\"#ffffff\"><p>本文<br>a &lt; b</p></body></html>",
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\"><p "
        "style=\"color: red\">a</p>",
        "<a href=\"https://a.invalid/?a=1&amp;b=2#c\">a</a><img src=\"cid:a@b\" alt=\"図\"><a "
        "href=\"mailto:a@b.invalid\">b</a>",
        "<style>p { color: red; background: url(https://a.invalid/a.png) }</style><p class=\"a\">a</p>",
        "<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=\">"}) {
    const auto out = page(plain);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->bytes, plain);
    EXPECT_EQ(told(out), "");
  }
}

TEST(DisarmPage, EachWayToActIsTakenOutAndTheTextStays) {
  struct Case {
    std::string in;
    std::string removed;
    std::string out;
  };
  const std::vector<Case> cases = {
      {"<p>a</p><script>alert(1)</script><p>b</p>", "scripts", "<p>a</p><p>b</p>"},
      {"<script src=//a.invalid/a.js></script>b", "scripts", "b"},
      {"<p onclick=\"a()\">a</p>", "scripts", "<p>a</p>"},
      {"<img src=x onerror=a()>", "scripts", "<img src=\"x\">"},
      {"<img/src=\"x\"/onerror=a()>", "scripts", "<img src=\"x\">"},
      {"<a href=\"javascript:a()\">a</a>", "scripts", "<a>a</a>"},
      {"<a href=\" jav&#x0A;ascript:a()\">a</a>", "scripts", "<a>a</a>"},
      {"<a href=\"javascript&colon;a()\">a</a>", "scripts", "<a>a</a>"},
      {"<a href=\"&#1;javascript:a()\">a</a>", "scripts", "<a>a</a>"},
      {"<a href=\"data:text/html,<script>a()</script>\">a</a>", "scripts", "<a>a</a>"},
      {"<a href=\"data:image/png;base64,TVo=\">a</a>", "scripts", "<a>a</a>"},
      {"<img src=\"data:image/png;base64,TVo=\">", "scripts", "<img>"},
      {"<img src=\"data:image/svg+xml,<svg onload=a()>\">", "scripts", "<img>"},
      {"<a href=\"file://a.invalid/b\">a</a>", "redirects", "<a>a</a>"},
      {"<a href=\"search-ms:a\">a</a>", "redirects", "<a>a</a>"},
      {"<form action=\"https://a.invalid\">a<input name=b><textarea>c</textarea></form>", "forms", "ac"},
      {"<button formaction=javascript:a()>a</button>", "forms", "a"},
      {"<iframe src=\"https://a.invalid\"></iframe>a", "frames", "a"},
      {"<object data=\"a.swf\"><embed src=b></object>a", "frames", "a"},
      {"<meta http-equiv=refresh content=\"0;url=https://a.invalid\">a", "redirects", "a"},
      {"<base href=\"https://a.invalid/\">a", "redirects", "a"},
      {"<link rel=stylesheet href=a.css>a", "redirects", "a"},
      {"<svg><script>a()</script><text>b</text></svg>c", "scripts markup", "bc"},
      {"<svg/onload=a()>c", "markup", "c"},
      {"<p style=\"width: expression(a())\">a</p>", "scripts", "<p>a</p>"},
      {"<p style=\"width: e\\78 pression(a())\">a</p>", "scripts", "<p>a</p>"},
      {"<p style=\"width: exp/**/ression(a())\">a</p>", "scripts", "<p>a</p>"},
      {"<p style=\"background: url(java\tscript:a())\">a</p>", "scripts", "<p>a</p>"},
      {"<style>@import \"https://a.invalid/a.css\";</style>a", "external", "a"},
      {"<style>a</style <script>b()</script>c", "markup", "<style>a</style>b()c"},
      {"<!--[if mso]><script>a()</script><![endif]-->a", "markup", "a"},
      {"<!--><script>a()</script>-->a", "markup", "a"},
      {"a<b<c>d", "markup", "ad"},
      {"1 < 2 <3", "markup", "1 &lt; 2 &lt;3"},
      {"<P CLASS=a>a</P>", "markup", "<P CLASS=\"a\">a</P>"},
      {"<p title='\"><script>a()</script>'>a</p>", "markup",
       "<p title=\"&quot;&gt;&lt;script&gt;a()&lt;/script&gt;\">a</p>"},
      {"<p title=a title=b>a</p>", "markup", "<p title=\"a\">a</p>"},
      {"<noscript><p title=\"</noscript><img src=x onerror=a()>\"></noscript>", "scripts",
       "<p title=\"&lt;/noscript&gt;&lt;img src=x onerror=a()&gt;\">"},
      {"<math><mtext><style><img src=x onerror=a()></style></mtext></math>", "markup", ""},
      {"<xmp><script>a()</script></xmp>b", "markup", "&lt;script>a()&lt;/script>b"},
      {"<td nowrap class='' onclick>a", "scripts", "<td nowrap class=\"\">a"},
      {"<p", "markup", "<p>"},
  };
  for (const auto& c : cases) {
    const auto out = page("<p></p>" + c.in);
    ASSERT_TRUE(out) << c.in;
    EXPECT_EQ(out->bytes, "<p></p>" + c.out) << c.in;
    EXPECT_EQ(told(out), c.removed) << c.in;
    EXPECT_EQ(still_active(out->bytes, "a.html"), "") << out->bytes;
    EXPECT_EQ(told(page(out->bytes)), "") << "again: " << out->bytes;
  }
}

TEST(DisarmPage, EachCharsetStaysItself) {
  const std::string utf8 = "<p>見積書〈表〉ソ十能</p>";
  const std::string evil = "<script>a()</script>";
  for (const auto charset : {Charset::utf_8, Charset::iso_2022_jp, Charset::shift_jis, Charset::euc_jp}) {
    const auto label = std::string(charset_label(charset));
    const auto plain = to_charset(utf8, charset);
    EXPECT_EQ(told(page(plain, label)), "") << label;
    const auto out = page(plain + evil + plain, label);
    ASSERT_EQ(told(out), "scripts") << label;
    EXPECT_EQ(out->bytes, plain + plain) << label;
    const auto meta = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=" + label + "\">";
    EXPECT_EQ(page(meta + plain + evil, "")->bytes, meta + plain) << label;
    EXPECT_EQ(page("<p title=\"" + to_charset("表", charset) + "\">a</p>", label)->bytes,
              "<p title=\"" + to_charset("表", charset) + "\">a</p>");
  }
  const auto wide = "\xFF\xFE" + utf16le(utf8 + evil);
  EXPECT_EQ(page(wide, "utf-16")->bytes, "\xFF\xFE" + utf16le(utf8));
  EXPECT_EQ(page("\xEF\xBB\xBF" + utf8 + evil, "")->bytes, "\xEF\xBB\xBF" + utf8);
}

TEST(DisarmPage, CharsetsHideNoMarkup) {
  // What one reader takes for kanji is a tag to another.
  EXPECT_EQ(page("<p>\x1b$B<script>a()</script>\x1b(B</p>", "utf-8")->bytes, "<p>?$B?(B</p>");
  EXPECT_FALSE(page("<meta charset=\"utf-8\"><p>\x1b$B<script>a()</script>\x1b(B</p>", "iso-2022-jp"));
  EXPECT_FALSE(page("+ADw-script+AD4-", "utf-7"));
  EXPECT_FALSE(page("~{<script>~}", "hz-gb-2312"));
  // A lead byte swallows no quote, and a line ends in ASCII.
  EXPECT_EQ(page("<p title=\"\x81\" onclick=\"a()\">a</p>\x83\x5C", "shift_jis")->bytes,
            "<p title=\"?\">a</p>\x83\x5C");
  EXPECT_EQ(page("<p>\x1b$B%=\n<script>a()</script></p>", "iso-2022-jp")->bytes, "<p>\x1b$B%=\x1b(B\n</p>");
}

TEST(DisarmPage, LinksAreDefangedIfAsked) {
  const auto out =
      page("<a href=\"https://a.invalid/?b\">click</a> http://b.invalid <a href=\"mailto:a@b.invalid\">m</a>", "utf-8",
           true);
  EXPECT_EQ(out->bytes, "<a>click [hxxps://a.invalid/?b]</a> hxxp://b.invalid <a href=\"mailto:a@b.invalid\">m</a>");
}

TEST(DisarmPage, PicturesInSvgStayPictures) {
  const std::string plain =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 9 "
      "9\"><defs><linearGradient id=\"a\"/></defs><rect fill=\"url(#a)\" width=\"9\"/><use xlink:href=\"#a\"/></svg>";
  EXPECT_EQ(told(disarmed(plain)), "");
  EXPECT_EQ(told(disarmed("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"a()\"><script>b()</script><a "
                          "href=\"https://a.invalid\"><text>c</text></a><set attributeName=\"href\" "
                          "to=\"javascript:a()\"/><foreignObject><iframe/></foreignObject></svg>")),
            "scripts frames redirects markup");
  EXPECT_EQ(disarmed("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"a()\"><path d=\"M0 0\"/></svg>")->bytes,
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>");
}

} // namespace
} // namespace fumiban::test
