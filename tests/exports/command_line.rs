//! The program as it is started: what it writes, what it says where, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use std::num::NonZeroUsize;
use std::sync::Arc;

use tempfile::TempDir;
use tongchou::answers::Desk;
use tongchou::locale::Language;
use tongchou::proposal;
use tongchou::report::Place;
use tongchou::report::deck::build::Order;
use tongchou::report::deck::parcel::{Form, Parcel};
use tongchou::report::deck::{CountyChart, Of, OutcomeChart, Page, Plan, Shows};
use tongchou::report::model::slide::Shape;
use tongchou::report::words::number::Style;
use tongchou::sample;
use tongchou::scenario::family::Family;
use tongchou::scenario::history::History;
use tongchou::session::project::{self, Books, Project};
use tongchou::session::work::Work;
use tongchou::simulation::Progress;

fn tongchou(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongchou"));
    command.current_dir(folder).args(arguments).output().expect("the program starts")
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("results are UTF-8")
}

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

/// A folder with the five-years case's data and scenario in it.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for name in ["data.csv", "scenario.toml"] {
        fs::copy(case("five-years").join(name), folder.path().join(name)).unwrap();
    }
    folder
}

/// The names of the files in a folder, with all that is in folders below.
fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            names.extend(files(&path).into_iter().map(|n| format!("{name}/{n}")));
        } else {
            names.push(name);
        }
    }
    names.sort();
    names
}

const SIMULATE: [&str; 7] = ["simulate", "--data", "data.csv", "--scenario", "scenario.toml", "--out", "out"];

#[test]
fn simulate_writes_the_case() {
    let folder = folder();
    let output = tongchou(folder.path(), &SIMULATE);
    assert_eq!(status(&output), 0, "{}", errors(&output));
    assert_eq!(printed(&output), "");
    for name in ["county_month.csv", "pool_month.csv", "journal.csv"] {
        let written = fs::read_to_string(folder.path().join("out").join(name)).unwrap();
        assert!(written == fs::read_to_string(case("five-years").join("expected").join(name)).unwrap(), "{name}");
    }
    // Beside them the accounts that are made real.
    let accounts = fs::read_to_string(folder.path().join("out/accounts_year.csv")).unwrap();
    assert!(accounts.starts_with("county,year,collected,made_real,gap,gap_with,interest,balance\n"), "{accounts}");
    assert_eq!(files(folder.path()).len(), 6);
}

#[test]
fn simulate_on_the_sample() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("s.toml"), "start = \"2008-01\"\nmonths = 12\n").unwrap();
    let output = tongchou(folder.path(), &["simulate", "--sample", "--scenario", "s.toml", "--out", "a/b"]);
    assert_eq!(status(&output), 0, "{}", errors(&output));
    let written = fs::read_to_string(folder.path().join("a/b/county_month.csv")).unwrap();
    assert_eq!(written.lines().count(), 1 + 7 * 12);
    assert!(written.contains("\n屯溪区,2008-01,"));
}

/// What was in the folder stays, byte for byte, and nothing is added.
#[test]
fn an_error_leaves_the_results_as_they_were() {
    let folder = folder();
    assert_eq!(status(&tongchou(folder.path(), &SIMULATE)), 0);
    let before = files(folder.path());
    let journal = fs::read(folder.path().join("out/journal.csv")).unwrap();
    let scenario = fs::read_to_string(folder.path().join("scenario.toml")).unwrap();
    for (wrong, message) in [
        (scenario.replace("months = 60", "months = 0"), "错误: months 的值 0 不对"),
        (scenario.replace("name = ", "nam = "), "不认识 nam，是否应为 name？"),
        (scenario.replace("start = \"", "start = \"2"), "错误: start 的值"),
    ] {
        assert_ne!(wrong, scenario);
        fs::write(folder.path().join("scenario.toml"), wrong).unwrap();
        let output = tongchou(folder.path(), &SIMULATE);
        assert_eq!(status(&output), 1);
        assert!(errors(&output).contains(message), "{}", errors(&output));
        assert_eq!(printed(&output), "");
        assert_eq!(files(folder.path()), before);
        assert_eq!(fs::read(folder.path().join("out/journal.csv")).unwrap(), journal);
    }
    let output =
        tongchou(folder.path(), &["simulate", "--data", "gone.csv", "--scenario", "scenario.toml", "--out", "new"]);
    assert_eq!(status(&output), 1);
    assert!(errors(&output).starts_with("gone.csv: 错误: 打不开文件："), "{}", errors(&output));
    assert_eq!(files(folder.path()), before);
    assert!(!folder.path().join("new").exists());
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let folder = folder();
    fs::write(folder.path().join("out"), "a file").unwrap();
    let output = tongchou(folder.path(), &SIMULATE);
    assert_eq!(status(&output), 1);
    assert!(errors(&output).contains("写不了文件"), "{}", errors(&output));
    assert_eq!(fs::read_to_string(folder.path().join("out")).unwrap(), "a file");
}

#[test]
fn measures_of_a_file_and_of_the_sample() {
    let folder = folder();
    for source in [["--data", "data.csv"].as_slice(), &["--sample"]] {
        let output = tongchou(folder.path(), &[&["measures", "--out", "m"], source].concat());
        assert_eq!(status(&output), 0, "{}", errors(&output));
    }
    let read = |name: &str| fs::read_to_string(folder.path().join("m").join(name)).unwrap();
    let measures = "gap,shortfall,shortfall_ratio,uncollected,collection_rate,dependency_ratio,\
        scheme_dependency_ratio,surplus,months_of_cover";
    assert_eq!(read("county_month.csv").lines().next().unwrap(), format!("county,month,{measures}"));
    assert_eq!(read("county_year.csv").lines().next().unwrap(), format!("county,year,months,{measures},adjustment"));
    assert_eq!(read("total_month.csv").lines().next().unwrap(), format!("month,{measures},pooled_shortfall"));
    assert_eq!(
        read("total_year.csv").lines().next().unwrap(),
        format!("year,months,{measures},adjustment,pooled_shortfall")
    );
    assert_eq!(read("total_month.csv").lines().count(), 1 + 48);
    assert_eq!(read("county_year.csv").lines().count(), 1 + 7 * 4);
}

#[test]
fn import_writes_the_data_file_and_what_it_found() {
    let folder = TempDir::new().unwrap();
    let table = "单位：万元,,,,\n区县,年月,缴费人数,离退休人数,实缴,基本养老金支出,备注\n屯溪区,2004年1月,100,50,1.5,2,3\n合计,2004年1月,100,50,1.5,2,\n";
    fs::write(folder.path().join("table.csv"), table).unwrap();
    let import = ["import", "table.csv", "--out", "data.csv", "--findings", "findings.json"];
    let output = tongchou(folder.path(), &import);
    assert_eq!(status(&output), 0, "{}", errors(&output));
    let written = fs::read_to_string(folder.path().join("data.csv")).unwrap();
    assert_eq!(written.lines().nth(1).unwrap().split(',').take(3).collect::<Vec<_>>(), ["屯溪区", "2004-01", "100"]);
    assert!(written.contains(",15000.00,20000.00"), "{written}");
    let findings = fs::read_to_string(folder.path().join("findings.json")).unwrap();
    for part in [
        "\"severity\": \"warning\", \"code\": \"unknown-column\", \"file\": \"table.csv\", \"sheet\": null",
        "\"cell\": \"G2\", \"row\": 2, \"column\": 7, \"message\": \"不认识“备注”这一列",
    ] {
        assert!(findings.contains(part), "{findings}");
    }
    assert!(errors(&output).contains("table.csv G2: 警告: 不认识“备注”这一列"), "{}", errors(&output));

    // Strict, the warning is an error: the findings are told, the data are not written.
    fs::remove_file(folder.path().join("data.csv")).unwrap();
    let output = tongchou(folder.path(), &[import.as_slice(), &["--strict"]].concat());
    assert_eq!(status(&output), 1);
    assert_eq!(files(folder.path()), ["findings.json", "table.csv"]);

    // What was imported is imported again unchanged.
    assert_eq!(status(&tongchou(folder.path(), &import)), 0);
    assert_eq!(status(&tongchou(folder.path(), &["import", "data.csv", "--out", "again.csv"])), 0);
    assert_eq!(fs::read(folder.path().join("again.csv")).unwrap(), written.into_bytes());
}

#[test]
fn what_cannot_be_used_says_why() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("letter.csv"), "本表由市社保局编制\n请于五日前报送\n").unwrap();
    fs::write(folder.path().join("bad.toml"), "= 1").unwrap();
    for (arguments, said) in [
        (
            "import letter.csv --out out.csv",
            "letter.csv: 错误: 没有找到表：没有一块既有表头又有数的区域。请检查是否选对了文件，或在导入界面里指定表头行。",
        ),
        ("import letter.csv --profile bad.toml --out out.csv", "bad.toml: 错误: 读表的设置读不了："),
        ("import gone.csv --out out.csv", "gone.csv: 错误: 打不开文件："),
    ] {
        let output = tongchou(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        assert_eq!(status(&output), 1, "{arguments}");
        assert!(errors(&output).starts_with(said), "{}", errors(&output));
    }
    assert_eq!(files(folder.path()), ["bad.toml", "letter.csv"]);
}

#[test]
fn a_wrong_table_is_told_of_and_not_written() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("t.csv"),
        "county,month,contributors,retirees,collected,pension\n甲,2004-01,x,1,1,1\n",
    )
    .unwrap();
    let output =
        tongchou(folder.path(), &["--language", "en", "import", "t.csv", "--out", "d.csv", "--findings", "f.json"]);
    assert_eq!(status(&output), 1);
    let said = errors(&output);
    let said: Vec<&str> = said.lines().collect();
    assert_eq!(said[0], "t.csv C2: error: Contributors \"x\" is not a number. Leave unknown values blank.");
    // What else there is to say is said at once.
    assert!(said[1].starts_with("t.csv: note: The table has no column for Back-pay included"), "{said:?}");
    assert!(said[2].starts_with("t.csv F2: warning: Pensions paid of 甲 in 2004-01 is 1.00 yuan"), "{said:?}");
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(files(folder.path()), ["f.json", "t.csv"]);
}

#[test]
fn pension_prints_the_parts() {
    let folder = TempDir::new().unwrap();
    let of = |arguments: &str| tongchou(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
    let output = of("pension --rule rule_1997 --wage 1000 --account 12000");
    assert_eq!(status(&output), 0);
    assert_eq!(printed(&output), "part,amount\nbase,200.00\naccount,100.00\ntransition,0.00\ntotal,300.00\n");
    assert_eq!(errors(&output), "");
    let output = of("pension --rule rule_2005 --wage 2000.5 --index 0.8 --years 20.5 --account 30000 --age 55 \
                     --deemed-years 3 --transition-rate 0.012");
    // 2000.50 × 1.8 × 20.5 / 200; 30000 / 170; 2000.50 × 0.8 × 3 × 0.012
    assert_eq!(printed(&output), "part,amount\nbase,369.09\naccount,176.47\ntransition,57.61\ntotal,603.17\n");
    let output = of("pension --rule rule_2001 --wage 1000 --years 14.9 --account 5000");
    assert_eq!(status(&output), 0);
    assert_eq!(printed(&output), "part,amount\nbase,0.00\naccount,5000.00\ntransition,0.00\ntotal,5000.00\n");
    assert!(errors(&output).contains("一次性支付"), "{}", errors(&output));
}

#[test]
fn pension_takes_years_and_months_and_birth() {
    let folder = TempDir::new().unwrap();
    let of = |arguments: &str| {
        let line = format!("pension --rule rule_2005 --wage 6000 --account 100000 --years 30 {arguments}");
        tongchou(folder.path(), &line.split(' ').collect::<Vec<_>>())
    };
    // 100,000 / 137.3, the divisor of 60 years and three months.
    for age in ["--age 60.25", "--age 60岁3个月", "--birth 1965-10 --group man"] {
        let output = of(age);
        assert_eq!(status(&output), 0, "{age}: {}", errors(&output));
        assert!(printed(&output).contains("account,728.33\n"), "{age}: {}", printed(&output));
        assert!(errors(&output).contains("137.3"), "{age}: {}", errors(&output));
    }
    let born = of("--birth 1965-10 --group man");
    assert!(errors(&born).contains("60岁3个月") && errors(&born).contains("2024年9月13日"), "{}", errors(&born));
    // 104 months after January 2025 she reaches 55: 27 months later than that.
    let output = of("--birth 1978-09 --group woman_cadre");
    assert!(errors(&output).contains("57岁3个月"), "{}", errors(&output));
    let few = tongchou(
        folder.path(),
        &"pension --rule rule_2005 --wage 6000 --account 100000 --years 17 --month 2036-01"
            .split(' ')
            .collect::<Vec<_>>(),
    );
    assert!(printed(&few).starts_with("part,amount\nbase,0.00\naccount,100000.00\n"), "{}", printed(&few));
    assert!(errors(&few).contains("18.5"), "{}", errors(&few));
    for wrong in ["--age 60.1", "--birth 1965-10", "--birth 1965-10 --group man --age 57", "--group man", "--age 六十"]
    {
        assert_eq!(status(&of(wrong)), 2, "{wrong}");
    }
}

#[test]
fn wrong_arguments_end_with_2() {
    let folder = folder();
    for arguments in [
        "simulate --data data.csv --scenario scenario.toml",
        "simulate --sample --data data.csv --scenario scenario.toml --out out",
        "simulate --scenario scenario.toml --out out",
        "measures --out out",
        "import --out out.csv",
        "import data.csv --out out.csv --encoding latin",
        "pension --rule rule_2005 --wage 1000 --account 1000",
        "pension --rule rule_2005 --wage 1000 --account 1000 --years 20 --age 71",
        "pension --rule rule_1997 --wage -1 --account 1000",
        "pension --rule rule_1997 --wage=-1 --account 1000",
        "pension --rule rule_1997 --wage 1000.005 --account 1000",
        "pension --rule rule_2010 --wage 1000 --account 1000",
        "--language fr measures --sample --out out",
    ] {
        let output = tongchou(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        assert_eq!(status(&output), 2, "{arguments}: {}", errors(&output));
        assert!(!errors(&output).trim().is_empty(), "{arguments}");
        assert_eq!(printed(&output), "", "{arguments}");
    }
    assert_eq!(files(folder.path()), ["data.csv", "scenario.toml"]);
    // What can't be read is said in the language asked for.
    for (wrong, chinese, english) in [
        ("--age 六十", "年龄“六十”读不出", "age \"六十\" can't be read"),
        ("--birth 1965 --group man", "年月“1965”读不出", "month \"1965\" can't be read"),
        ("--month 2030-13", "年月“2030-13”读不出", "month \"2030-13\" can't be read"),
    ] {
        for (language, said) in [("zh", chinese), ("en", english)] {
            let line = format!("--language {language} pension --rule rule_1997 --wage 1000 --account 1000 {wrong}");
            let output = tongchou(folder.path(), &line.split(' ').collect::<Vec<_>>());
            assert_eq!(status(&output), 2, "{line}");
            assert!(errors(&output).contains(said), "{line}: {}", errors(&output));
        }
    }
}

#[test]
fn a_misspelt_command_opens_no_window() {
    let folder = folder();
    let output = tongchou(folder.path(), &["simulat"]);
    assert_eq!(status(&output), 2);
    assert!(errors(&output).contains("simulat"), "{}", errors(&output));
}

#[test]
fn values_writes_what_can_be_read_and_says_what_can_not() {
    let folder = TempDir::new().unwrap();
    let sheet = "单位：万元,,\n区县,收入,\n,征缴,利息\n屯溪区,\"1,234.50\",—\n合计,1234.5,\n";
    fs::write(folder.path().join("a.csv"), sheet).unwrap();
    fs::write(folder.path().join("b.csv"), "说明\n").unwrap();
    let output = tongchou(folder.path(), &["values", "a.csv", "b.csv", "--out", "v.csv"]);
    assert_eq!(status(&output), 1);
    assert!(errors(&output).starts_with("b.csv: 错误: 没有找到表格"), "{}", errors(&output));
    assert_eq!(
        fs::read_to_string(folder.path().join("v.csv")).unwrap(),
        "file,sheet,cell,row_heading,column_heading,unit,value\n\
         a.csv,,B4,屯溪区,收入 / 征缴,万元,1234.50\n\
         a.csv,,C4,屯溪区,收入 / 利息,万元,—\n\
         a.csv,,B5,合计,收入 / 征缴,万元,1234.5\n"
    );
}

/// The bytes with which a file of a form begins.
fn beginning(ending: &str) -> &'static [u8] {
    match ending {
        "pptx" | "docx" | "xlsx" => b"PK",
        "pdf" => b"%PDF-",
        "png" => b"\x89PNG",
        "svg" => b"<svg",
        _ => "\u{feff}".as_bytes(),
    }
}

#[test]
fn export_writes_every_deck_in_every_form_the_same_each_time() {
    let folder = TempDir::new().unwrap();
    for deck in ["monthly", "annual", "scenario"] {
        for ending in ["pptx", "docx", "pdf", "xlsx", "png", "svg", "csv"] {
            let written = ["a", "b"].map(|name| {
                let out = format!("{name}.{ending}");
                let output = tongchou(folder.path(), &["export", "--sample", "--deck", deck, "--out", &out]);
                assert_eq!(status(&output), 0, "{deck} {ending}: {}", errors(&output));
                assert_eq!((printed(&output), errors(&output)), (String::new(), String::new()), "{deck} {ending}");
                fs::read(folder.path().join(out)).unwrap()
            });
            assert!(written[0] == written[1], "{deck} {ending}: other bytes the second time");
            assert!(written[0].starts_with(beginning(ending)), "{deck} {ending}");
        }
    }
    assert_eq!(files(folder.path()).len(), 14, "and nothing else is left");
}

#[test]
fn export_does_as_it_is_told() {
    let folder = TempDir::new().unwrap();
    let of = |arguments: &str| {
        let output = tongchou(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        assert_eq!(status(&output), 0, "{arguments}: {}", errors(&output));
        fs::read(folder.path().join(arguments.rsplit(' ').next().unwrap())).unwrap()
    };
    let size = |png: &[u8]| [16, 20].map(|at| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()));
    let (once, twice) = (of("export --sample --scale 1 --out 1.PNG"), of("export --sample --scale 2 --out 2.png"));
    assert_eq!(size(&twice), size(&once).map(|length| 2 * length));
    assert!(!of("export --sample --no-mark --out plain.csv").starts_with(beginning("csv")));
    assert_ne!(of("export --sample --page 4 --out second.csv"), of("export --sample --page 7 --out fifth.csv"));
    let yuan = String::from_utf8(of("export --sample --unit yuan --out yuan.csv")).unwrap();
    assert!(yuan.lines().next().unwrap().contains("（元）"), "{yuan}");
    let english = String::from_utf8(of("--language en export --sample --out english.csv")).unwrap();
    assert!(english.lines().next().unwrap().contains("Pensions") && !english.contains("养老金"), "{english}");
    // A deck of its own is a template for others.
    of("export --sample --deck monthly --out own.pptx");
    of("export --sample --template own.pptx --date 2008年1月 --footer 市社保局 --shape 4:3 --out filled.pptx");
    of("export --sample --shape 4:3 --out classic.pdf");
}

#[test]
fn export_says_what_is_wrong_and_leaves_what_stood() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("old.pptx"), "what stood").unwrap();
    fs::write(at("old.xlsx"), "what stood").unwrap();
    fs::write(at("template.pptx"), "no slides").unwrap();
    fs::write(at("letter.csv"), "本表由市社保局编制\n请于五日前报送\n").unwrap();
    fs::create_dir(at("taken.pptx")).unwrap();
    fs::write(at("taken.pptx/within"), "").unwrap();
    let before = files(folder.path());
    for (arguments, exit, said) in [
        ("export --sample --out a.doc", 2, "不认识文件结尾“doc”"),
        ("export --sample --out a", 2, "不认识文件结尾“”"),
        ("export --sample --page 99 --out a.png", 2, "没有第 99 页，这份报告共 9 页"),
        ("export --sample --page 0 --out a.png", 2, "--page"),
        ("export --sample --deck yearly --out a.pptx", 2, "yearly"),
        ("export --sample --scale 5 --out a.png", 2, "--scale"),
        ("export --out a.pptx", 2, "--sample"),
        ("export --sample --data data.csv --out a.pptx", 2, "--data"),
        ("export --sample --out gone/a.pptx", 1, "写不了文件"),
        ("export --sample --out data.csv/a.pptx", 1, "写不了文件"),
        ("export --sample --out taken.pptx", 1, "写不了文件"),
        ("export --sample --template template.pptx --out old.pptx", 1, "模板"),
        ("export --sample --template template.pptx --out old.xlsx", 2, "模板只用于 .pptx"),
        ("export --sample --template gone.pptx --out old.pptx", 1, "gone.pptx: 错误: 打不开文件"),
        ("export --data gone.csv --out old.xlsx", 1, "gone.csv: 错误: 打不开文件"),
        ("export --data letter.csv --out old.xlsx", 1, "没有找到表"),
        ("export --project letter.csv --out old.pptx", 1, "没有找到表"),
    ] {
        let output = tongchou(folder.path(), &arguments.split(' ').collect::<Vec<_>>());
        assert_eq!(status(&output), exit, "{arguments}: {}", errors(&output));
        assert!(errors(&output).contains(said), "{arguments}: {}", errors(&output));
        assert_eq!(printed(&output), "", "{arguments}");
        assert_eq!(files(folder.path()), before, "{arguments}");
    }
    for name in ["old.pptx", "old.xlsx"] {
        assert_eq!(fs::read_to_string(at(name)).unwrap(), "what stood");
    }
}

/// Where nothing can be written, whoever one is: a folder of the system's, a device.
#[cfg(target_os = "linux")]
#[test]
fn export_to_where_nothing_can_be_written_is_told() {
    let folder = TempDir::new().unwrap();
    for (out, exit) in [("/proc/a.pptx", 1), ("/dev/full/a.pptx", 1), ("/dev/full", 2)] {
        if !Path::new(out).parent().unwrap().exists() {
            eprintln!("SKIPPED: there is no {out}");
            continue;
        }
        let output = tongchou(folder.path(), &["export", "--sample", "--out", out]);
        assert_eq!(status(&output), exit, "{out}: {}", errors(&output));
        assert!(!errors(&output).is_empty());
    }
    if Path::new("/dev/full").exists() {
        use std::os::unix::fs::FileTypeExt as _;
        assert!(fs::metadata("/dev/full").unwrap().file_type().is_char_device(), "the device stays");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_keeps_what_is_in_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = TempDir::new().unwrap();
    let closed = folder.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::write(closed.join("old.pptx"), "what stood").unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(closed.join("try"), "").is_ok() {
        eprintln!("SKIPPED: to this user no folder is closed");
    } else {
        let output = tongchou(folder.path(), &["export", "--sample", "--out", "closed/old.pptx"]);
        assert_eq!(status(&output), 1);
        assert!(errors(&output).contains("写不了文件"), "{}", errors(&output));
        assert_eq!(files(&closed), ["old.pptx"]);
        assert_eq!(fs::read_to_string(closed.join("old.pptx")).unwrap(), "what stood");
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
}

/// A project with a deck of its own, as the window saves it.
fn project_with_deck() -> Project {
    let data = Arc::new(sample::load());
    let family = Family::of(proposal::scenarios(&data, Language::Chinese));
    let scenario = family.members()[1].id;
    let mut said = Page::new(Shows::Outcome { scenario, place: Place::Root, chart: OutcomeChart::Balance });
    said.title = Some("改按调剂金办法".to_owned());
    let county = Shows::County {
        of: Of::Scenario(scenario),
        place: Place::County("屯溪区".into()),
        period: None,
        chart: CountyChart::Balance,
    };
    let deck = Plan {
        name: "自己的报告".to_owned(),
        date: "2008年1月".to_owned(),
        footer: "市社保局".to_owned(),
        source: String::new(),
        shape: Shape::Classic,
        pages: vec![said, Page::new(county), Page::new(Shows::Fund { of: Of::Data, place: Place::Root })],
        ..Plan::default()
    };
    let work = History::new(Work { family, deck, ..Work::default() });
    Project { name: "黄山".to_owned(), shown: Books::new(data, "月报.csv".to_owned(), work), others: Vec::new() }
}

/// Where data are asked for, a project gives its own; a damaged one is called a project, and not a workbook.
#[test]
fn a_project_is_read_where_data_are_asked_for() {
    let folder = TempDir::new().unwrap();
    let whole = project::write(&project_with_deck()).unwrap();
    fs::write(folder.path().join("a.tongchou"), &whole).unwrap();
    fs::write(folder.path().join("cut.tongchou"), &whole[..200]).unwrap();
    for source in
        [["measures", "--data", "a.tongchou", "--out", "m"].as_slice(), &["measures", "--sample", "--out", "s"]]
    {
        let output = tongchou(folder.path(), source);
        assert_eq!(status(&output), 0, "{}", errors(&output));
    }
    for file in ["county_month.csv", "total_year.csv"] {
        let [of_project, of_sample] = ["m", "s"].map(|from| fs::read(folder.path().join(from).join(file)).unwrap());
        assert!(of_project == of_sample, "{file}");
    }
    let cut = tongchou(folder.path(), &["measures", "--data", "cut.tongchou", "--out", "c"]);
    assert_eq!(status(&cut), 1);
    assert!(errors(&cut).contains("项目文件损坏或不完整"), "{}", errors(&cut));
    for name in ["a.tongchou", "cut.tongchou"] {
        let imported = tongchou(folder.path(), &["import", name, "--out", "d.csv"]);
        assert!(errors(&imported).contains("这是项目文件，不是表格"), "{}", errors(&imported));
    }
}

#[test]
fn a_project_with_a_deck_of_its_own_exports_that_deck_as_the_window_does() {
    let folder = TempDir::new().unwrap();
    let mut project = project_with_deck();
    fs::write(folder.path().join("a.tongchou"), project::write(&project).unwrap()).unwrap();
    let export = |out: &str| {
        let output = tongchou(folder.path(), &["export", "--project", "a.tongchou", "--out", out]);
        (status(&output), errors(&output))
    };
    let Work { family, deck: plan, .. } = project.shown.work.now().clone();
    let order = Order::alone(plan, family, Style::default(), project.shown.source.clone());
    let progress = Progress::new();
    let desk = Desk { data: &project.shown.data, threads: NonZeroUsize::MIN, progress: &progress };
    for (out, form) in [
        ("a.pptx", Form::Pptx(None)),
        ("a.docx", Form::Docx),
        ("a.xlsx", Form::Xlsx),
        ("a.pdf", Form::Pdf),
        ("a.png", Form::Png(2)),
    ] {
        assert_eq!(export(out), (0, String::new()), "{out}");
        let (bytes, _) = Parcel { order: order.clone(), form, page: Some(0) }.bytes(desk).unwrap();
        assert!(fs::read(folder.path().join(out)).unwrap() == bytes, "{out} is what the window writes");
    }
    let slides = fs::read(folder.path().join("a.pptx")).unwrap();
    let mut slides = zip::ZipArchive::new(std::io::Cursor::new(slides)).unwrap();
    let mut said = String::new();
    std::io::Read::read_to_string(&mut slides.by_name("ppt/slides/slide1.xml").unwrap(), &mut said).unwrap();
    for words in ["改按调剂金办法", "2008年1月", "市社保局", "月报.csv"] {
        assert!(said.contains(words), "no {words}");
    }
    // A page whose scenario is gone is left out and told of; the others are written.
    let Work { mut family, deck, .. } = project.shown.work.now().clone();
    family.remove(1);
    project.shown.work = History::new(Work { family, deck, ..Work::default() });
    fs::write(folder.path().join("a.tongchou"), project::write(&project).unwrap()).unwrap();
    let (exit, told) = export("a.pdf");
    assert_eq!((exit, told.matches("这一页用的情景已经删除").count()), (0, 2), "{told}");
    assert_eq!(export("b.csv").0, 1, "the only page of a form of one page is no file");
    assert!(!folder.path().join("b.csv").exists());
}

/// A month of two counties' reports, a file each.
fn reports(folder: &Path) {
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let head = "区县,年月,征缴收入,养老金支出\n";
    write("一月/甲区.csv", &format!("{head}甲区,2007-01,12,13\n"));
    write("一月/乙县.csv", &format!("{head}乙县,2007-01,8,9\n"));
    write("二月/甲区.csv", &format!("{head}甲区,2007-02,12,13\n"));
    write("二月/~$甲区.xlsx", "lock");
    write("说明.docx", "x");
    write("Thumbs.db", "x");
}

#[test]
fn a_folder_of_reports_is_read_and_who_has_not_reported_is_told() {
    let folder = TempDir::new().unwrap();
    reports(&folder.path().join("报表"));
    let arguments = ["import", "报表", "--out", "报表/数据.csv", "--reported", "reported.csv"];
    for _ in 0..2 {
        // The second time the data that were written stand in the folder too.
        let output = tongchou(folder.path(), &arguments);
        assert_eq!(status(&output), 0, "{}", errors(&output));
        let said = errors(&output);
        for line in [
            "报表: 提示: 文件夹里有 1 个文件或文件夹不是表格，跳过了：说明.docx。",
            "~$甲区.xlsx: 提示: 跳过了 1 个打开表格时留下的临时文件：~$甲区.xlsx。表格可能还开着，请确认已经保存。",
            "乙县.csv: 警告: 乙县缺报 1 期：2007年2月，别的区县有这些期的数。请补上缺报的表；不在范围内的请不理会。",
        ] {
            assert!(said.lines().any(|said| said == line), "{line}\n{said}");
        }
        assert_eq!(
            fs::read_to_string(folder.path().join("reported.csv")).unwrap(),
            "\u{feff}区县,2007-01,2007-02\n乙县,乙县.csv,缺报\n甲区,甲区.csv,二月/甲区.csv\n"
        );
        assert_eq!(fs::read_to_string(folder.path().join("报表/数据.csv")).unwrap().lines().count(), 4);
    }
    // A summary without the counties is held against their sum.
    for (pension, said) in [
        ("22", "报表/汇总.csv: 提示: 这张表的 2 个合计与各表的区县相加一致。"),
        ("23", "报表/汇总.csv C3: 警告: 基本养老金支出的合计写的是 23，各行相加是 22，相差 1（元）"),
    ] {
        let text = format!("全市2007年1月汇总表\n项目,征缴收入,养老金支出\n合计,20,{pension}\n");
        fs::write(folder.path().join("报表/汇总.csv"), text).unwrap();
        let output = tongchou(folder.path(), &arguments);
        assert_eq!(status(&output), 0, "{}", errors(&output));
        let said = said.trim_start_matches("报表/");
        assert!(errors(&output).lines().any(|line| line.starts_with(said)), "{}", errors(&output));
    }
    // One that can't be read is missing from the data, so there are none.
    fs::write(folder.path().join("报表/丙县.xlsx"), b"PK\x03\x04").unwrap();
    let output = tongchou(folder.path(), &arguments);
    assert_eq!(status(&output), 1);
    assert!(errors(&output).contains("丙县.xlsx: 错误: 工作簿打不开"), "{}", errors(&output));
    let output = tongchou(folder.path(), &["import", "报表/二月/~$甲区.xlsx", "--out", "a.csv"]);
    assert_eq!(status(&output), 1);
    assert!(errors(&output).contains("没有可读的表格文件"), "{}", errors(&output));
}
