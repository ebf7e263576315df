// SPDX-License-Identifier: Apache-2.0
#include "ppap_wordings.hpp"

namespace fumiban::test {
namespace {

constexpr Wording kPages[] = {
    {"paragraph", "Par4graf", "<p>添付ファイルのパスワードは {p} です。</p>"},
    {"bold", "B0ldOne", "<p>パスワード：<b>{p}</b></p>"},
    {"two cells of a row", "C3llTwo", "<table><tr><td>パスワード</td><td>{p}</td></tr></table>"},
    {"heading row and value row", "R0wBelow",
     "<table><tr><th>ファイル名</th><th>パスワード</th></tr><tr><td>資料.zip</td><td>{p}</td></tr></table>"},
    {"several rows", "S3vRows",
     "<table "
     "border=1><tr><td>件名</td><td>資料送付</td></tr><tr><td>解凍パスワード</td><td>{p}</td></tr><tr><td>有効期限"
     "</td><td>7日間</td></tr></table>"},
    {"heading cell with nested table", "N3stTab",
     "<table><tr><th>パスワード</th><td><table><tr><td>{p}</td></tr></table></td></tr></table>"},
    {"word and value in spans", "Sp4nned", "<div><span>パスワード</span><span>：</span><span>{p}</span></div>"},
    {"value split over spans", "aB3xY9",
     "<p>パスワード：<span style=\"color:red\">aB3</span><span style=\"color:#c00\">xY9</span></p>"},
    {"word split over spans", "W0rdSplt", "<p><span>パス</span><span>ワード</span>：{p}</p>"},
    {"each letter in a font", "R4iN", "<p>PW：<font>R</font><font>4</font><font>i</font><font>N</font></p>"},
    {"no-break blanks", "Nb5pace", "<p>パスワード&nbsp;&nbsp;&nbsp;{p}&nbsp;です。</p>"},
    {"no-break blanks as characters", "Nb6char", "<div>パスワード\u00A0:\u00A0{p}</div>"},
    {"value in numeric entities", "k7K2", "<p>パスワード：&#107;&#55;&#75;&#50;</p>"},
    {"value in hexadecimal entities", "m4x9", "<p>パスワード：&#x6d;&#x34;&#x78;&#x39;</p>"},
    {"symbols as named entities", "a&b<c>1", "<p>パスワードは a&amp;b&lt;c&gt;1 です。</p>"},
    {"word in entities", "Ent1ty", "<p>&#12497;&#12473;&#12527;&#12540;&#12489;&#65306;{p}</p>"},
    {"line break between", "Br3ak", "<p>解凍パスワードは以下のとおりです。<br>{p}<br>よろしくお願いします。</p>"},
    {"several breaks and a rule", "Hr7Rule", "<div>パスワード<br><br><hr>{p}<hr></div>"},
    {"next block", "N3xtDiv", "<div>■解凍パスワード</div><div>{p}</div><div>■有効期限</div><div>3日</div>"},
    {"empty blocks between", "Empt4",
     "<p class=MsoNormal>パスワードは下記です。<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p "
     "class=MsoNormal><"
     "span lang=EN-US>{p}<o:p></o:p></span></p>"},
    {"Word's language spans", "L4ngSpan",
     "<p class=MsoNormal>パスワード<span lang=EN-US>: {p}</span>です<span lang=EN-US><o:p></o:p></span></p>"},
    {"list", "L1stItem", "<ul><li>ファイル：3点</li><li>パスワード：{p}</li><li>形式：PDF</li></ul>"},
    {"definition list", "D3fList", "<dl><dt>パスワード</dt><dd>{p}</dd></dl>"},
    {"preformatted", "Pr3F0rm", "<pre>\nファイル   : 資料.zip\nパスワード : {p}\n</pre>"},
    {"code", "C0deTag", "<p>zipのパスワードは <code>{p}</code> です</p>"},
    {"table of old and new", "T4blNew",
     "<table><tr><td>旧パスワード</td><td>T4blOld</td></tr><tr><td>新パスワード</td><td>{p}</td></tr></table>"},
    {"comment between", "Cmm3nt", "<p>パスワード：<!-- ここから -->{p}<!-- ここまで --></p>"},
    {"style sheet that speaks of passwords", "StyL3s",
     "<style>.password{color:#00f;font-size:14px} #pw{margin:0 auto}</style><p class=password>パスワード <span "
     "id=pw>{p}</"
     "span></p>"},
    {"blockquote with the first mail", "Blk8Quo",
     "<p>修正版を再送します。パスワードは同じです。</p><blockquote "
     "type=cite><p>パスワードは「{p}」です。</p></blockquote>"},
    {"button-like cell", "Butt0n1",
     "<table><tr><td bgcolor=\"#eeeeee\" align=center>解凍パスワード</td></tr><tr><td align=center><font "
     "size=5>{p}</font>"
     "</td></tr></table>"},
    {"full-width in a page", "zen123", "<p>パスワード：ｚｅｎ１２３（半角で入力）</p>"},
    {"half-width kana in a page", "h4nkaku", "<p>ﾊﾟｽﾜｰﾄﾞ：<u>{p}</u></p>"},
    {"soft hyphen and zero-width blank in the word", "Z3roWd", "<p>パス&#8203;ワード：Z3r&shy;oWd</p>"},
    {"page made for the copy button", "Cop7Me", "<p>パスワード</p><p><kbd>{p}</kbd> <a href=\"#\">コピー</a></p>"},
};

} // namespace

std::span<const Wording> japanese_pages() { return kPages; }

} // namespace fumiban::test
