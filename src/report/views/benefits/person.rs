//! One person under the three rules, part by part, each with how it is reckoned.

use rust_decimal::Decimal;

use crate::locale::Language;
use crate::money::{Money, ratio};
use crate::pension::{FIFTEEN, Pension, Rule, Unanswered, divisor};
use crate::people::person::{Kind, Person};
use crate::policy::PolicyUnit;
use crate::report::views::view::{column, series};
use crate::report::words::law::policy_number;
use crate::report::words::number::{Style, grouped};
use crate::report::words::period::period_name;
use crate::report::{Category, Cell, CellValue, Figure, Mark, Measured, Point, Quantity, Role, Sheet, Tone};

/// What is told of one person.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    /// When the person retires, and on how much.
    pub headline: String,
    /// What the kind means.
    pub kind: String,
    /// The parts under each rule.
    pub figure: Figure,
    /// The same with how each is reckoned.
    pub sheet: Sheet,
}

/// A part of a pension: its key, and how much it is.
type Part = (&'static str, fn(&Pension) -> Money);

/// The parts of a pension.
const PARTS: [Part; 3] = [
    ("benefits.base", |pension| pension.base),
    ("benefits.account", |pension| pension.account),
    ("benefits.transition", |pension| pension.transition),
];

/// The key of a rule's name.
pub fn rule_key(rule: Rule) -> &'static str {
    match rule {
        Rule::Of1997 => "benefits.rule_1997",
        Rule::Of2001 => "benefits.rule_2001",
        Rule::Of2005 => "benefits.rule_2005",
    }
}

/// One person under the three rules, and how one of them is reckoned; `is_example` where nothing was put in yet.
pub fn person(person: &Person, told: Rule, is_example: bool, style: Style) -> Told {
    let words = Words { person, told, style, answers: Rule::ALL.map(|rule| person.pension(rule)) };
    let source = if is_example { words.text("benefits.example") } else { String::new() };
    Told {
        headline: words.headline(),
        kind: words.text(&format!("{}_means", person.kind().text_key())),
        figure: Figure { source: source.clone(), ..words.figure() },
        sheet: Sheet { source, ..words.sheet() },
    }
}

struct Words<'a> {
    person: &'a Person,
    /// The rule whose reckoning is told.
    told: Rule,
    style: Style,
    /// By rule.
    answers: [Result<Pension, Unanswered>; 3],
}

impl Words<'_> {
    fn language(&self) -> Language {
        self.style.language
    }

    fn text(&self, key: &str) -> String {
        self.language().text(key).to_owned()
    }

    fn age(&self) -> String {
        policy_number(self.language(), PolicyUnit::Age, Decimal::from(self.person.age()))
    }

    fn of(&self, rule: Rule) -> Result<Pension, Unanswered> {
        self.answers[rule as usize]
    }

    /// "1966年3月出生的男职工，2026年6月满60岁3个月退休，属中人；按2005年办法每月 4,512.34 元，相当于上年度月平均工资的 60.2%"
    fn headline(&self) -> String {
        let month = |month| period_name(crate::month::Period::Month(month), self.language());
        let who = [
            ("born", month(self.person.born)),
            ("group", self.text(self.person.group.text_key())),
            ("month", month(self.person.retires())),
            ("age", self.age()),
            ("kind", self.text(self.person.kind().text_key())),
        ];
        let who = who.each_ref().map(|(name, text)| (*name, text.as_str()));
        let who = self.language().fill("benefits.who", &who);
        let said = match self.person.rule() {
            None => self.text("benefits.as_before"),
            Some(rule) => self.on_how_much(rule),
        };
        who + &said
    }

    fn on_how_much(&self, rule: Rule) -> String {
        let answer = match self.of(rule) {
            Ok(answer) => answer,
            Err(why) => return self.text(refusal(why)),
        };
        let amount = self.style.plain(Quantity::PerPerson(answer.total()));
        if answer.is_lump_sum {
            let years = self.person.case().least_years.normalize().to_string();
            return self.language().fill("benefits.lump_sum", &[("years", &years), ("amount", &amount)]);
        }
        let rate = self.replacement(&answer).map(|rate| self.style.full(Quantity::Ratio(rate)));
        let values = [("rule", self.text(rule_key(rule))), ("amount", amount), ("rate", rate.unwrap_or_default())];
        self.language().fill("benefits.gets", &values.each_ref().map(|(name, text)| (*name, text.as_str())))
    }

    /// 替代率: the pension over last year's wage.
    fn replacement(&self, answer: &Pension) -> Option<Decimal> {
        (!answer.is_lump_sum).then(|| ratio(answer.total().fen(), self.person.wage.fen(), 6)).flatten()
    }

    fn figure(&self) -> Figure {
        let roles = [Role::Contributions, Role::Grants, Role::Subsidies];
        let part = |(n, (key, of)): (usize, Part)| {
            let point = |rule: Rule| {
                let answer = self.of(rule).ok().filter(|answer| !answer.is_lump_sum);
                Point { value: answer.map(|answer| Quantity::PerPerson(of(&answer))), subject: None }
            };
            series(self.text(key), roles[n], Mark::StackedBar, Rule::ALL.map(point).to_vec())
        };
        let names = Rule::ALL.map(|rule| self.text(rule_key(rule)));
        Figure {
            title: self.text("benefits.parts"),
            categories: names.iter().cloned().map(Category::Name).collect(),
            ticks: names.to_vec(),
            measured: Measured::PerPerson,
            series: PARTS.into_iter().enumerate().map(part).collect(),
            ..Figure::default()
        }
    }

    fn sheet(&self) -> Sheet {
        let mut columns = vec![column(self.text("benefits.part"), Measured::Text)];
        columns.extend(Rule::ALL.map(|rule| column(self.text(rule_key(rule)), Measured::PerPerson)));
        let rule = self.text(rule_key(self.told));
        columns.push(column(self.language().fill("benefits.how", &[("rule", &rule)]), Measured::Text));
        let row = |key: &str, how: String, of: &dyn Fn(Rule) -> CellValue| {
            let cell = |rule| Cell { value: of(rule), ..Cell::default() };
            let mut row = vec![Cell::text(self.text(key))];
            row.extend(Rule::ALL.map(cell));
            row.push(Cell::text(how).toned(Tone::Muted));
            row
        };
        let amount = |rule, of: fn(&Pension) -> Money| {
            let amount = self.of(rule).ok().map(|answer| Quantity::PerPerson(of(&answer)));
            amount.map_or(CellValue::Unknown, CellValue::Quantity)
        };
        let parts = PARTS.iter().enumerate();
        let mut rows: Vec<_> =
            parts.map(|(n, (key, of))| row(key, self.working(self.told, n), &|rule| amount(rule, *of))).collect();
        let refused = self.of(self.told).err().map(|why| self.text(refusal(why)));
        rows.push(row("benefits.total", refused.unwrap_or_default(), &|rule| amount(rule, Pension::total)));
        let how = format!("÷ {}", grouped(self.person.wage.to_decimal(), 2));
        rows.push(row("benefits.replacement", how, &|rule| {
            let rate = self.of(rule).ok().and_then(|answer| self.replacement(&answer));
            rate.map_or(CellValue::Unknown, |rate| CellValue::Text(self.style.full(Quantity::Ratio(rate))))
        }));
        Sheet {
            title: self.text("benefits.title"),
            columns,
            frozen: 1,
            rows,
            sums: vec![PARTS.len()],
            notes: Rule::ALL.map(|rule| self.text(&format!("{}_source", rule_key(rule)))).to_vec(),
            ..Sheet::default()
        }
    }

    /// How a part comes about, in numbers.
    fn working(&self, rule: Rule, part: usize) -> String {
        let person = self.person;
        let number = |value: Decimal| grouped(value.normalize(), value.normalize().scale());
        let percent = |value: Decimal| format!("{}%", number(value * Decimal::ONE_HUNDRED));
        let wage = number(person.wage.to_decimal());
        match (self.of(rule), part) {
            (Err(_), _) => String::new(),
            (Ok(answer), 0) if answer.is_lump_sum => self.text("benefits.none"),
            (Ok(answer), 1) if answer.is_lump_sum => self.text("benefits.once"),
            (Ok(answer), _) if answer.is_lump_sum => String::new(),
            (_, 0) => {
                let beyond = (person.years - FIFTEEN).floor().max(Decimal::ZERO);
                let (key, years) = match rule {
                    Rule::Of1997 => ("benefits.base_1997", String::new()),
                    Rule::Of2001 => ("benefits.base_2001", number(beyond)),
                    Rule::Of2005 => ("benefits.base_2005", number(person.years)),
                };
                let index = number(person.index);
                self.language().fill(key, &[("wage", &wage), ("years", &years), ("index", &index)])
            }
            (_, 1) => {
                let months = match rule {
                    Rule::Of1997 | Rule::Of2001 => "120".to_owned(),
                    Rule::Of2005 => divisor(person.age()).map(number).unwrap_or_default(),
                };
                format!("{} ÷ {months}", number(person.account.to_decimal()))
            }
            _ if person.kind() == Kind::New => self.text("benefits.new_has_none"),
            _ => {
                let (index, rate) = (number(person.index), percent(person.transition_rate));
                let values =
                    [("wage", &*wage), ("index", &*index), ("years", &*number(person.deemed_years)), ("rate", &*rate)];
                self.language().fill("benefits.transition_how", &values)
            }
        }
    }
}

fn refusal(why: Unanswered) -> &'static str {
    match why {
        Unanswered::Age => "command_line.pension_age",
        Unanswered::Years => "command_line.pension_years",
        Unanswered::Amount => "command_line.pension_amount",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(of: &Person) -> Told {
        person(of, Rule::Of2005, false, Style::default())
    }

    fn text(cell: &Cell) -> &str {
        match &cell.value {
            CellValue::Text(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_amount_stands_beside_how_it_is_reckoned() {
        let of = Person { born: "1960-01".parse().unwrap(), ..Person::example() };
        assert_eq!(
            told(&of).headline,
            "1960年1月出生的男职工，2020年1月满 60 岁退休，属中人；按2005年办法每月 3,619.56 元，相当于上年度月平均工资的 48.3%"
        );
        let how = |row: usize, rule| text(&person(&of, rule, false, Style::default()).sheet.rows[row][4]).to_owned();
        assert_eq!(how(0, Rule::Of1997), "7,500 × 20%");
        assert_eq!(how(0, Rule::Of2001), "7,500 ×（20% + 0.6% × 18 年）");
        assert_eq!(how(0, Rule::Of2005), "7,500 ×（1 + 0.9）÷ 2 × 33 年 × 1%");
        assert_eq!(how(1, Rule::Of2005), "120,000 ÷ 139");
        assert_eq!(how(2, Rule::Of1997), "7,500 × 0.9 × 5 年 × 1.2%");
    }

    #[test]
    fn who_lacks_the_years_and_who_retired_before_is_told_so() {
        let short = Person { years: Decimal::from(9), ..Person::example() };
        let short = Person { deemed_years: Decimal::ZERO, ..short };
        assert!(told(&short).headline.contains("一次性"), "{}", told(&short).headline);
        let old = Person { born: "1930-01".parse().unwrap(), began: "1950-01".parse().unwrap(), ..Person::example() };
        assert!(told(&old).headline.contains("老人"), "{}", told(&old).headline);
        assert!(told(&old).headline.contains("原来的规定"), "{}", told(&old).headline);
    }
}
