//! Invented names of people, as they occur in Taiwan: common and rare surnames, double surnames, single given names,
//! indigenous names with an interpunct, names of foreigners. Any likeness to living people is chance.

use crate::random::Random;
use rustc_hash::FxHashSet;

/// Surnames by frequency: each group is drawn half as often as the one before.
const SURNAMES: [&str; 4] = [
    "陳 林 黃 張 李 王 吳 劉 蔡 楊",
    "許 鄭 謝 洪 郭 邱 曾 廖 賴 徐 周 葉 蘇 莊 呂 江 何 蕭 羅 高",
    "潘 簡 朱 鍾 游 彭 詹 胡 施 沈 余 盧 梁 趙 顏 柯 翁 魏 孫 戴 范 方 宋 鄧 杜 傅 侯 曹 薛 丁",
    "卓 溫 馬 董 石 古 紀 唐 藍 連 程 歐 姚 康 馮 湯 白 涂 尤 巫 汪 龔 嚴 黎 阮 鄒 韓 袁 倪 歐陽 張簡 范姜 司馬 夏 童 邵 錢 伍 倫",
];

const GIVEN: &str = "志明 淑芬 俊傑 雅婷 家豪 怡君 建宏 美玲 冠宇 佳穎 承翰 詩涵 宗翰 雅雯 彥廷 欣怡 柏翰 惠雯 信宏 淑惠 \
    文彬 麗華 國華 秀英 明德 玉珍 振宇 郁婷 宏偉 靜宜 智凱 佩珊 家瑋 筱涵 哲瑋 婉婷 政憲 慧君 嘉宏 心怡 \
    育誠 宜蓁 昱辰 品妤 宥廷 子涵 睿恩 語彤 士豪 曉雯 俊賢 佩君 銘哲 雅惠 立德 思妤 耀文 瑞珠 錦堂 素貞 \
    世昌 碧霞 進財 寶珠 添丁 月娥 孟儒 采潔 翊軒 芷瑄 禹安 若彤 秉諺 苡晴 凱翔 韻如 正雄 貞儀 永清 鳳儀 \
    益堃 文喆 亭妤 芸熙 皓宇 珮瑜 旻哲 于庭 景翔 宛臻 聖凱 巧雲 維倫 秋月 書豪 玫君 敬堯 沛恩 泓儒 綺雯";

const SINGLE: &str = "偉 敏 芳 靖 翔 蓉 誠 晴 昕 珊 平 薇 竣 寧 喆 堃";

const INDIGENOUS: [&str; 8] = [
    "伊斯坦大‧畢瑪",
    "娃郁‧巴萬",
    "尤命‧諾幹",
    "巴奈‧古慕",
    "達悟‧希雅婻",
    "拉娃‧索克魯曼",
    "瓦歷斯‧比浩",
    "以撒克‧阿復",
];

const FOREIGN: [&str; 6] = [
    "Daniel Hartmann",
    "Priya Raghavan",
    "Kenji Morita",
    "Sophie Lefevre",
    "Nguyen Thi Mai",
    "Marcus O'Brien",
];

/// Draws names, each at most once where there is enough to draw from.
pub(crate) struct Names {
    random: Random,
    used: FxHashSet<String>,
    indigenous: usize,
    foreign: usize,
}

impl Names {
    pub(crate) fn new(random: Random) -> Names {
        Names { random, used: FxHashSet::default(), indigenous: 0, foreign: 0 }
    }

    /// The next name. About one in a hundred is indigenous or foreign, until these lists are used up.
    pub(crate) fn next(&mut self) -> String {
        if self.random.permille(9) && self.indigenous < INDIGENOUS.len() {
            self.indigenous += 1;
            return INDIGENOUS[self.indigenous - 1].to_owned();
        }
        if self.random.permille(7) && self.foreign < FOREIGN.len() {
            self.foreign += 1;
            return FOREIGN[self.foreign - 1].to_owned();
        }
        for _ in 0..8 {
            let name = self.han();
            if self.used.insert(name.clone()) {
                return name;
            }
        }
        // Namesakes exist in every company.
        self.han()
    }

    fn han(&mut self) -> String {
        let group = match self.random.below(15) {
            0..8 => 0,
            8..12 => 1,
            12..14 => 2,
            _ => 3,
        };
        let surnames: Vec<&str> = SURNAMES[group].split_whitespace().collect();
        let given: Vec<&str> =
            if self.random.permille(45) { SINGLE } else { GIVEN }.split_whitespace().collect();
        format!("{}{}", self.random.pick(&surnames), self.random.pick(&given))
    }
}
