// SPDX-License-Identifier: Apache-2.0
#include "business_words.hpp"

namespace fumiban::test {
namespace {

Vocabulary japanese() {
  return {{{"株式会社みどり商事", "みどり商事", "midori.example.co.jp",
            "〒100-0000 東京都千代田区みどり町1-2-3 みどりビル5F"},
           {"株式会社さくら電機", "さくら電機", "sakura-denki.invalid", "〒530-0000 大阪市北区さくら通4-5-6"},
           {"東都精密工業株式会社", "東都精密工業", "touto-seimitsu.invalid", "〒144-0000 東京都大田区東都町7-8"},
           {"有限会社北斗印刷", "北斗印刷", "hokuto-print.example.jp", "〒060-0000 札幌市中央区北斗条3丁目"},
           {"株式会社青海システムズ", "青海システムズ", "aomi-systems.invalid", "〒135-0000 東京都江東区青海町1-1-9"},
           {"富岳物流株式会社", "富岳物流", "fugaku-butsuryu.invalid", "〒410-0000 静岡県沼津市富岳町22"},
           {"株式会社ひかり設計", "ひかり設計", "hikari-sekkei.example.jp", "〒460-0000 名古屋市中区ひかり町2-10"},
           {"日の出食品株式会社", "日の出食品", "hinode-foods.invalid", "〒231-0000 横浜市中区日の出町5-1"},
           {"株式会社つばめ機工", "つばめ機工", "tsubame-kiko.invalid", "〒959-0000 新潟県燕市つばめ町8-3"},
           {"瀬戸内化成株式会社", "瀬戸内化成", "setouchi-kasei.example.co.jp", "〒700-0000 岡山市北区瀬戸内町3-4-1"},
           {"株式会社かえで電材", "かえで電材", "kaede-denzai.invalid", "〒150-0000 東京都渋谷区かえで坂2-6"},
           {"株式会社あおば製作所", "あおば製作所", "aoba-seisaku.example.jp", "〒980-0000 仙台市青葉区若葉通1-7"},
           {"若葉産業株式会社", "若葉産業", "wakaba-sangyo.invalid", "〒810-0000 福岡市中央区若葉2-3-4"},
           {"株式会社しらかば建設", "しらかば建設", "shirakaba-const.invalid", "〒380-0000 長野市しらかば台12"},
           {"株式会社みなと資材", "みなと資材", "minato-shizai.example.jp", "〒105-0000 東京都港区みなと町6-6"},
           {"株式会社ことのは出版", "ことのは出版", "kotonoha-books.invalid", "〒101-0000 東京都千代田区ことのは町9-2"},
           {"株式会社すみれ商会", "すみれ商会", "sumire-shokai.example.jp", "〒603-0000 京都市北区すみれ町11"},
           {"株式会社るり貿易", "るり貿易", "ruri-boeki.invalid", "〒900-0000 那覇市るり町3-15"},
           {"大和金属工業株式会社", "大和金属工業", "yamato-kinzoku.invalid", "〒630-0000 奈良市大和町4-4"},
           {"株式会社こだま通信", "こだま通信", "kodama-tsushin.invalid", "〒730-0000 広島市中区こだま町1-12"}},
          {"営業部", "営業第一課", "購買部", "総務部", "経理部", "人事部", "情報システム部", "開発部", "品質保証部",
           "広報室", "物流センター", "企画部", "カスタマーサポート部"},
          {"", "", "主任", "係長", "課長", "課長代理", "部長", "担当", "マネージャー"},
          {"受発注システム刷新プロジェクト", "新倉庫移転計画", "秋季展示会出展", "基幹サーバー更改",
           "ホームページリニューアル", "省エネ設備導入", "社員研修プログラム", "文書電子化プロジェクト",
           "新製品カタログ制作", "複合機入れ替え", "物流拠点統合", "会計システム移行", "本社ビル改修工事",
           "品質改善活動", "販売管理データ連携"},
          {"アルミブラケット A-40", "LED照明ユニット LU-200", "産業用ファン F-12", "コピー用紙A4（5,000枚）",
           "ステンレスボルト M8", "ラベルプリンター LP-3", "会議用チェア C-21", "温度センサー TS-5",
           "梱包用段ボール 120サイズ", "制御基板 CB-17", "防災備蓄セット", "食品用トレー T-9", "樹脂パイプ P-50",
           "バーコードリーダー BR-2", "作業用手袋 Lサイズ"},
          {"本社3階 第2会議室", "貴社会議室", "弊社大阪支店", "オンライン（Web会議）", "みなとホール 201号室",
           "沼津工場 応接室", "本社5階 大会議室", "名古屋営業所", "弊社ショールーム", "品川フロント会議室B"},
          {"勤怠管理システム", "ファイルサーバー", "受注管理システム", "グループウェア", "メールサーバー",
           "経費精算システム", "社内ポータル", "在庫管理システム"}};
}

Vocabulary english() {
  return {
      {{"Midori Trading Co., Ltd.", "Midori Trading", "midori.example.co.jp", "1-2-3 Midori-cho, Chiyoda-ku, Tokyo"},
       {"Northfield Components Ltd", "Northfield Components", "northfield.invalid", "14 Mill Lane, Northfield"},
       {"Brightwater Logistics Inc.", "Brightwater Logistics", "brightwater.example.com",
        "220 Harbor Road, Brightwater"},
       {"Alder & Finch Tools", "Alder & Finch", "alder-finch.invalid", "9 Chancery Row, Aldersgate"},
       {"Copperline Software GmbH", "Copperline Software", "copperline.invalid", "Lindenweg 3, Kupferdorf"},
       {"Greystone Instruments", "Greystone", "greystone.invalid", "41 Quarry Street, Greystone"},
       {"Harbor Light Electric", "Harbor Light", "harborlight.example.com", "7 Pier Approach, Harbor Light"},
       {"Sable Ridge Engineering", "Sable Ridge", "sableridge.invalid", "600 Ridge Parkway, Sable"},
       {"Orchard Street Office Supply", "Orchard Street", "orchardstreet.invalid", "12 Orchard Street, Eastham"},
       {"Pinnacle Paper Supply", "Pinnacle Paper", "pinnaclepaper.invalid", "88 Birch Avenue, Pinnacle"},
       {"Lakeshore Fittings Ltd", "Lakeshore Fittings", "lakeshore.example.com", "5 Lakeshore Drive, Westport"},
       {"Tern Island Instruments", "Tern Island", "ternisland.invalid", "1 Observatory Hill, Tern Island"}},
      {"Sales", "Purchasing", "Accounts", "Human Resources", "IT Operations", "Engineering", "Quality", "Marketing",
       "Customer Care", "Logistics"},
      {"", "", "Manager", "Team Lead", "Coordinator", "Director", "Specialist", "Assistant"},
      {"warehouse move", "order system upgrade", "spring trade fair", "website relaunch", "invoice automation",
       "laboratory refit", "supplier portal", "training programme", "catalogue redesign", "network refresh"},
      {"steel brackets 40 mm", "LED panel LP-200", "cooling fan F-12", "copy paper A4", "temperature sensor TS-5",
       "label printer LP-3", "control board CB-17", "packing tape", "meeting chairs C-21", "barcode reader BR-2"},
      {"meeting room 2", "your office", "our Tokyo office", "video call", "the Harbor Road site", "conference room B"},
      {"time tracking", "the file server", "the order system", "the ticket system", "the mail relay",
       "the build server"}};
}

} // namespace

const Vocabulary& vocabulary(Language language) {
  static const Vocabulary kJapanese = japanese();
  static const Vocabulary kEnglish = english();
  return language == Language::ja ? kJapanese : kEnglish;
}

} // namespace fumiban::test
