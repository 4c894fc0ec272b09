//! The pension of a new retiree, whose age may be told in years and months, or by birth and group.

use clap::Args;
use rust_decimal::Decimal;

use super::{Failed, print, tell};
use crate::locale::Language;
use crate::money::{Money, Rate};
use crate::month::Month;
use crate::pension::{self, Case, FIFTEEN, Rule, Unanswered};
use crate::people::{Group, schedule};
use crate::policy;

/// The case of a new retiree.
#[derive(Args, Debug)]
pub struct PensionArguments {
    /// 计发办法：rule_1997（1997 年办法）、rule_2001（2001 年辽宁试点办法）或 rule_2005（2005 年办法）
    #[arg(long, value_parser = rule)]
    rule: Rule,
    /// 上年度当地职工月平均工资（元）
    #[arg(long)]
    wage: Decimal,
    /// 平均缴费指数
    #[arg(long, default_value = "1")]
    index: Decimal,
    /// 缴费年限
    #[arg(long)]
    years: Option<Decimal>,
    /// 个人账户储存额（元）
    #[arg(long)]
    account: Decimal,
    /// 退休年龄：60、60.25 或 60岁3个月；不写时按出生年月的法定退休年龄，没有出生年月则为 60 岁
    #[arg(long)]
    age: Option<String>,
    /// 出生年月，如 1965-03；与 --group 一起得出法定退休年龄
    #[arg(long, requires = "group")]
    birth: Option<String>,
    /// 退休类别：man 男职工，woman_cadre 女干部（原 55 岁），woman_worker 女工人（原 50 岁）
    #[arg(long, value_parser = group, requires = "birth")]
    group: Option<Group>,
    /// 退休年月，如 2031-05，用于最低缴费年限；写了出生年月时不必写
    #[arg(long, conflicts_with = "birth")]
    month: Option<String>,
    /// 视同缴费年限
    #[arg(long, default_value = "0")]
    deemed_years: Decimal,
    /// 过渡系数，如 0.012
    #[arg(long, default_value = "0")]
    transition_rate: Rate,
}

/// An age in months: whole years, years with a decimal that is whole months, or years and months in words.
fn age(told: &str) -> Option<u32> {
    let years_and_months = |years: &str, months: &str| {
        let (years, months) = (years.trim().parse::<u32>().ok()?, months.trim().parse::<u32>().ok()?);
        (months < 12 && years < 200).then_some(years * 12 + months)
    };
    if let Some((years, rest)) = told.trim().split_once('岁') {
        let rest = rest.trim().trim_start_matches(['零', '又']).trim_end_matches('月').trim_end_matches('个');
        return years_and_months(years, if rest.is_empty() { "0" } else { rest });
    }
    let months = Decimal::from_str_exact(told.trim()).ok().and_then(|years| years.checked_mul(Decimal::from(12)));
    let months = months.filter(Decimal::is_integer).and_then(|months| u32::try_from(months).ok());
    months.filter(|months| *months < 2400)
}

/// What an argument says, read in the language of the messages; `None` where it is not there.
fn told<T>(
    argument: Option<&String>,
    read: impl Fn(&str) -> Option<T>,
    wrong: &str,
    language: Language,
) -> Result<Option<T>, Failed> {
    let unread = |told: &str| Failed::Arguments(language.fill(wrong, &[("told", told)]));
    argument.map(|told| read(told).ok_or_else(|| unread(told))).transpose()
}

fn rule(told: &str) -> Result<Rule, String> {
    Rule::of_key(told).ok_or_else(|| Rule::ALL.map(Rule::key).join(" | "))
}

fn group(told: &str) -> Result<Group, String> {
    Group::of_key(told).ok_or_else(|| Group::ALL.map(Group::key).join(" | "))
}

/// An age in words.
fn age_text(language: Language, months: u32) -> String {
    let (years, months) = ((months / 12).to_string(), months % 12);
    match months {
        0 => language.fill("command_line.age_years", &[("years", &years)]),
        _ => language.fill("command_line.age_months", &[("years", &years), ("months", &months.to_string())]),
    }
}

/// Prints the parts of a pension; how age, divisor and least years came about goes to standard error.
pub(super) fn reckon(arguments: &PensionArguments, language: Language) -> Result<(), Failed> {
    let wrong = |key: &str| Failed::Arguments(language.text(key).to_owned());
    let amount = |yuan: Decimal| Money::from_decimal(yuan).ok_or_else(|| wrong("command_line.pension_amount"));
    let (age, month) = age_and_month(arguments, language)?;
    let least_years = month.map_or(FIFTEEN, schedule::least_years);
    let case = Case {
        wage: amount(arguments.wage)?,
        account: amount(arguments.account)?,
        years: arguments.years,
        extra_months: 0,
        deemed_years: arguments.deemed_years,
        index: arguments.index,
        age,
        transition_rate: arguments.transition_rate,
        least_years,
    };
    let rule = arguments.rule;
    let answer = pension::pension(rule, &case).map_err(|why| match why {
        Unanswered::Age => wrong("command_line.pension_age"),
        Unanswered::Years => wrong("command_line.pension_years"),
        Unanswered::Amount => wrong("command_line.pension_amount"),
    })?;
    let document = |parameter: &str, month: Option<Month>| {
        let parameter = policy::parameter(parameter);
        let in_force = parameter.and_then(|p| month.and_then(|month| p.in_force(month)).or(p.everywhere().next()));
        in_force.map_or("", |value| value.document.as_str())
    };
    if let Some(month) = month {
        let facts = [("years", least_years.normalize().to_string()), ("month", month.to_string())];
        say(language, "command_line.least_years", &facts, document("minimum_years", Some(month)));
    }
    if let (Rule::Of2005, Some(divisor), false) = (rule, pension::divisor(age), age.is_multiple_of(12)) {
        let facts = [("months", divisor.to_string()), ("age", age_text(language, age))];
        say(language, "command_line.part_year_divisor", &facts, document("divisor_part_year", None));
    }
    if answer.is_lump_sum {
        let years = least_years.normalize().to_string();
        tell(&language.fill("command_line.pension_lump_sum", &[("years", &years)]));
    }
    print("part,amount");
    print(&format!("base,{}", answer.base));
    print(&format!("account,{}", answer.account));
    print(&format!("transition,{}", answer.transition));
    print(&format!("total,{}", answer.total()));
    Ok(())
}

fn say(language: Language, key: &str, facts: &[(&str, String)], document: &str) {
    let facts: Vec<(&str, &str)> = facts.iter().map(|(name, fact)| (*name, fact.as_str())).collect();
    tell(&language.fill(key, &[facts.as_slice(), &[("document", document)]].concat()));
}

/// The age at retirement in months, and its month where that is known.
fn age_and_month(arguments: &PensionArguments, language: Language) -> Result<(u32, Option<Month>), Failed> {
    let month = |argument| told(argument, |told| told.parse().ok(), "command_line.month_written", language);
    let (birth, retires) = (month(arguments.birth.as_ref())?, month(arguments.month.as_ref())?);
    let age = told(arguments.age.as_ref(), age, "command_line.age_written", language)?;
    let (Some(birth), Some(group)) = (birth, arguments.group) else {
        return Ok((age.unwrap_or(60 * 12), retires));
    };
    let ages = schedule::of_2024()[group as usize].ages_of(birth);
    let age = age.unwrap_or(ages.statutory);
    let earliest = ages.early.unwrap_or(ages.statutory);
    if age < earliest || age > ages.late {
        let facts = [("age", age), ("first", earliest), ("last", ages.late)];
        let facts = facts.map(|(name, months)| (name, age_text(language, months)));
        let facts = facts.each_ref().map(|(name, text)| (*name, text.as_str()));
        return Err(Failed::Arguments(language.fill("command_line.pension_age_of_law", &facts)));
    }
    let month = birth.plus(age as i32);
    let parameter = policy::parameter(group.known().law);
    let document = parameter.and_then(|p| p.everywhere().next()).map_or("", |value| value.document.as_str());
    let facts = [
        ("age", age_text(language, ages.statutory)),
        ("month", birth.plus(ages.statutory as i32).to_string()),
        ("group", language.text(group.text_key()).to_owned()),
    ];
    say(language, "command_line.statutory_age", &facts, document);
    Ok((age, Some(month)))
}

#[cfg(test)]
mod tests {
    use super::age;

    #[test]
    fn ages_are_read_in_years_and_months() {
        let read =
            ["60", "60.25", "60岁3个月", "60岁", "60 岁 3 个月", "60岁零3月", "60.1", "60岁12个月", "六十"].map(age);
        assert_eq!(read, [720, 723, 723, 720, 723, 723, 0, 0, 0].map(|m| (m > 0).then_some(m)));
    }
}
