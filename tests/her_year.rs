//! A county office's year: January to October arrive as ten files of the agency, two of them cumulative, one with an
//! error, one corrected later; each is joined to the project, and what the October brief, its deck and its workbook say is
//! held against a reckoning of its own from the figures.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tongchou::field::Field;
use tongchou::locale::Language;
use tongchou::money::Money;
use tongchou::session::import::Taking;
use tongchou::session::{Command, News, Session};

const COUNTIES: [&str; 3] = ["石桥县", "青河县", "临江区"];

/// The truth of a county in a month: contributors, retirees; due, collected, pensions and other expenditure in fen.
#[derive(Clone, Copy)]
struct Truth {
    contributors: i64,
    retirees: i64,
    due: i64,
    collected: i64,
    pension: i64,
    other: i64,
}

/// With a weak February, back-pay in July, 临江区 with more collected than paid, amounts that end in single fen.
fn truth(county: usize, year: i32, month: i32) -> Truth {
    let (n, at) = (county as i64, i64::from((year - 2025) * 12 + month - 1));
    let contributors = 20_000 + 5_000 * n + 13 * at;
    let retirees = 11_000 - 1_500 * n + 17 * at;
    let due = contributors * (96_017 + 311 * at);
    let rate = [78, 91, 97][county] - if month == 2 { 9 } else { 0 };
    let collected = due * rate / 100;
    let back_pay = if month == 7 { retirees * 21_003 } else { 0 };
    let pension = retirees * (212_051 + 97 * at + 3_000 * i64::from(month >= 7)) + back_pay;
    Truth { contributors, retirees, due, collected, pension, other: 1_234_567 + 1_009 * at }
}

/// A table of the agency: title, unit, headings, counties, sum, signature. Amounts in 万元 with as many decimals as a
/// fen needs.
fn table(title: &str, rows: &[(usize, Truth)]) -> String {
    let wan = |fen: i64| format!("{}.{:06}", fen / 1_000_000, fen % 1_000_000);
    let line = |name: &str, no: &str, t: Truth| {
        let [due, collected, pension, other] = [t.due, t.collected, t.pension, t.other].map(wan);
        format!("{no},{name},{},{},{due},{collected},{pension},{other}\n", t.contributors, t.retirees)
    };
    let mut text = format!(
        "{title},,,,,,,\n制表单位：江州市社会保险中心,,,,,,,单位：人、万元\n\
         序号,区县,缴费人数,离退休人数,应缴,实缴,基本养老金支出,其他支出\n"
    );
    let mut sum = Truth { contributors: 0, retirees: 0, due: 0, collected: 0, pension: 0, other: 0 };
    for (no, (county, t)) in rows.iter().enumerate() {
        text.push_str(&line(COUNTIES[*county], &(no + 1).to_string(), *t));
        sum.contributors += t.contributors;
        sum.retirees += t.retirees;
        sum.due += t.due;
        sum.collected += t.collected;
        sum.pension += t.pension;
        sum.other += t.other;
    }
    text.push_str(&line("合计", "", sum));
    text.push_str("负责人：,,复核：,,制表：,,,\n");
    text
}

/// All counties of a month.
fn monthly(year: i32, month: i32) -> Vec<(usize, Truth)> {
    (0..COUNTIES.len()).map(|county| (county, truth(county, year, month))).collect()
}

/// From January to a month: heads at its end, amounts added up.
fn cumulative(year: i32, last: i32) -> Vec<(usize, Truth)> {
    let to_date = |county| {
        let mut sum = truth(county, year, last);
        for t in (1..last).map(|month| truth(county, year, month)) {
            sum.due += t.due;
            sum.collected += t.collected;
            sum.pension += t.pension;
            sum.other += t.other;
        }
        (county, sum)
    };
    (0..COUNTIES.len()).map(to_date).collect()
}

struct Office {
    folder: tempfile::TempDir,
    session: Session,
}

impl Office {
    fn new() -> Office {
        let folder = tempfile::tempdir().expect("a folder");
        let copy = folder.path().join("data").join("unsaved.tongchou");
        let session = Session::new(Language::Chinese, Some(copy), Arc::new(|| {}));
        Office { folder, session }
    }

    /// Writes a file that the agency sends.
    fn sent(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("it is written");
        path
    }

    /// Applies a command and waits until something is told.
    fn apply(&mut self, command: Command) -> Vec<News> {
        self.session.apply(command);
        let mut told = Vec::new();
        for _ in 0..4_000 {
            told.extend(self.session.poll());
            if !told.is_empty() && !self.session.is_reading() {
                return told;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("nothing came of it")
    }

    /// Opens a file; it is joined to the project where there is one.
    fn take(&mut self, path: PathBuf, taking: Taking) -> (usize, usize) {
        let told = self.apply(Command::Open(path));
        let Some(draft) = self.session.draft() else { panic!("{told:?}") };
        let found: Vec<String> = draft.made().findings.iter().map(|f| f.line(Language::Chinese)).collect();
        assert!(draft.is_ready(), "{found:?}");
        let told = self.apply(Command::AcceptImport(taking));
        let joined = told.iter().find_map(|news| if let News::Joined(joined) = news { Some(joined) } else { None });
        joined.map_or((0, 0), |joined| (joined.added, joined.changed.len()))
    }
}

/// The tables of the year before, one below the other in one file, as the office has kept them.
fn year_before() -> String {
    let mut text = "区县,年月,缴费人数,离退休人数,应缴,实缴,基本养老金支出,其他支出\n".to_owned();
    for month in 1..=12 {
        for (county, t) in monthly(2025, month) {
            let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
            let [due, collected, pension, other] = [t.due, t.collected, t.pension, t.other].map(yuan);
            let name = COUNTIES[county];
            let heads = format!("{},{}", t.contributors, t.retirees);
            text.push_str(&format!("{name},2025年{month}月,{heads},{due},{collected},{pension},{other}\n"));
        }
    }
    text
}

/// The ten files as they come: what each is called and what it says.
fn ten_files() -> Vec<(String, String)> {
    let file = |month: i32| {
        let (title, rows) = match month {
            3 | 6 => (format!("2026年1-{month}月基金收支累计表"), cumulative(2026, month)),
            _ => (format!("2026年{month}月基金收支月报表"), monthly(2026, month)),
        };
        (format!("江州市2026年{month}月.csv"), table(&title, &rows))
    };
    (1..=10).map(file).collect()
}

#[test]
fn ten_files_make_the_ten_months() {
    let mut office = Office::new();
    let before = office.sent("江州市2025年.csv", &year_before());
    office.take(before, Taking::Anew);
    for (name, text) in ten_files() {
        let sent = office.sent(&name, &text);
        let (added, changed) = office.take(sent, Taking::Join);
        assert_eq!((added, changed), (3, 0), "{name}");
    }
    let data = office.session.data().clone();
    assert_eq!(data.counties.len(), 3);
    for county in &data.counties {
        let n = COUNTIES.iter().position(|name| *name == &*county.name).expect("one of the three");
        assert_eq!(county.rows().len(), 22, "{}", county.name);
        for (at, row) in county.rows().enumerate() {
            let t = truth(n, 2025 + at as i32 / 12, at as i32 % 12 + 1);
            let money = |field| row.money(field).map(Money::fen);
            assert_eq!(row.number(Field::Contributors), Some(t.contributors), "{} {at}", county.name);
            assert_eq!(row.number(Field::Retirees), Some(t.retirees));
            for (field, fen) in [
                (Field::Due, t.due),
                (Field::Collected, t.collected),
                (Field::Pension, t.pension),
                (Field::Other, t.other),
            ] {
                assert_eq!(money(field), Some(i128::from(fen)), "{} {at} {field:?}", county.name);
            }
        }
    }
}
