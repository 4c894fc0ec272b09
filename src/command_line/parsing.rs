//! Arguments read, and what is wrong with them told in the program's language.

use std::error::Error as _;
use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _};

use super::Arguments;
use crate::locale::Language;

/// Why no arguments came of it.
#[derive(Debug)]
pub enum Unread {
    /// Nothing is wrong: help or the version was asked for.
    Asked(String),
    /// They are wrong.
    Wrong(String),
}

/// Reads them; the first is the program's name.
///
/// # Errors
///
/// Help and version, where they are asked for; else what is wrong, in the language that the arguments name.
pub fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Arguments, Unread> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let language = language(&arguments);
    let mut command = named(Arguments::command(), language);
    let told = |error: clap::Error| told(&error, language);
    let mut matches = command.try_get_matches_from_mut(arguments).map_err(told)?;
    Arguments::from_arg_matches_mut(&mut matches).map_err(|error| told(error.format(&mut command)))
}

/// The language that the arguments name, wrong as they may be.
fn language(arguments: &[OsString]) -> Language {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    let mut code = None;
    while let Some(word) = words.next() {
        if let Some(of) = word.strip_prefix("--language") {
            code = if of.is_empty() { words.next() } else { of.strip_prefix('=') };
        }
    }
    code.and_then(Language::from_code).unwrap_or_default()
}

/// The command and all below it with headings in a language.
fn named(mut command: clap::Command, language: Language) -> clap::Command {
    command.build();
    headed(command, language)
}

fn headed(command: clap::Command, language: Language) -> clap::Command {
    let text = |key: &'static str| language.text(key);
    let template =
        format!("{{about-with-newline}}\n{}{{usage}}\n\n{{all-args}}{{after-help}}", text("arguments.usage_heading"));
    let names: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let mut command = command.help_template(template).subcommand_help_heading(text("arguments.commands"));
    command = command.mut_args(|argument| {
        let argument = match argument.get_id().as_str() {
            "help" => argument.help(text("arguments.help")),
            "version" => argument.help(text("arguments.version")),
            _ => argument,
        };
        let heading = if argument.is_positional() { "arguments.positional" } else { "arguments.options" };
        argument.help_heading(text(heading))
    });
    for name in names {
        command = command.mut_subcommand(&name, |below| {
            let below = if name == "help" { below.about(text("arguments.help_of")) } else { below };
            if name == "help" { below } else { headed(below, language) }
        });
    }
    command
}

/// What is wrong, in one or two sentences, and where to look.
fn told(error: &clap::Error, language: Language) -> Unread {
    let of = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let key = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return Unread::Asked(error.to_string());
        }
        ErrorKind::InvalidValue if of(ContextKind::InvalidValue).is_empty() => "no_value",
        ErrorKind::InvalidValue => "invalid_value",
        ErrorKind::ValueValidation => "unread_value",
        ErrorKind::UnknownArgument => "unknown",
        ErrorKind::InvalidSubcommand => "unknown_command",
        ErrorKind::NoEquals => "no_equals",
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => "number_of_values",
        ErrorKind::ArgumentConflict => "conflict",
        ErrorKind::MissingRequiredArgument => "missing",
        ErrorKind::MissingSubcommand => "no_command",
        _ => return Unread::Wrong(error.to_string()),
    };
    let valid = match of(ContextKind::ValidValue) {
        known if !known.is_empty() => known,
        _ => match error.source() {
            Some(source) if source.is::<rust_decimal::Error>() => language.text("arguments.number").to_owned(),
            source => source.map(ToString::to_string).unwrap_or_default(),
        },
    };
    let values = [
        ("argument", of(ContextKind::InvalidArg)),
        ("value", of(ContextKind::InvalidValue)),
        ("valid", valid),
        ("before", of(ContextKind::PriorArg)),
        ("command", of(ContextKind::InvalidSubcommand)),
    ];
    let values = values.each_ref().map(|(name, text)| (*name, text.as_str()));
    let mut words = language.fill(&format!("arguments.{key}"), &values);
    if matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand) {
        let alike = of(ContextKind::SuggestedArg) + &of(ContextKind::SuggestedSubcommand);
        words += &match alike.is_empty() {
            true => language.text("arguments.stop").to_owned(),
            false => language.fill("arguments.alike", &[("alike", &alike)]),
        };
    }
    words += language.text("arguments.see_help");
    Unread::Wrong(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(words: &str) -> String {
        match read(std::iter::once("tongchou").chain(words.split(' ')).map(OsString::from)) {
            Ok(arguments) => panic!("{arguments:?}"),
            Err(Unread::Asked(text) | Unread::Wrong(text)) => text,
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_the_language_asked_for() {
        assert_eq!(said("simulate --data d.csv --out o"), "缺少 --scenario <SCENARIO>。用 tongchou help 查看用法。");
        assert_eq!(
            said("simulate --data d.csv --scenari s --out o"),
            "没有 --scenari 这个参数，是否要写 --scenario？用 tongchou help 查看用法。"
        );
        let both = "measures --data d.csv --sample --out o";
        assert_eq!(said(both), "--data <DATA> 和 --sample[=<SAMPLE>] 只能用一个。用 tongchou help 查看用法。");
        let days = "reconcile --bank b --agency a --days 900 --out o";
        assert!(said(days).starts_with("--days <DAYS> 的值“900”不对："), "{}", said(days));
        let opening = "reconcile --bank b --agency a --opening-bank 1,000.00 --out o";
        assert!(said(opening).contains("不写千分位逗号"), "{}", said(opening));
        let english = "simulate --data d.csv --out o --language=en";
        assert_eq!(said(english), "--scenario <SCENARIO> is missing. \"tongchou help\" lists what there is.");
        assert!(
            said("measures --sample --out").starts_with("--out <OUT> 后面缺少值"),
            "{}",
            said("measures --sample --out")
        );
    }

    #[test]
    fn help_has_headings_in_the_language_asked_for() {
        for words in ["help", "help simulate", "simulate --help", "--language zh --help"] {
            let text = said(words);
            assert!(text.contains("用法："), "{words}: {text}");
            for english in ["Usage", "Options:", "Commands:", "Print"] {
                assert!(!text.contains(english), "{words}: {text}");
            }
        }
        assert!(said("--help").contains("子命令:"), "{}", said("--help"));
        assert!(said("--language en --help").contains("Usage: "));
    }
}
