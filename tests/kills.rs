//! The program is killed at random during edits, saves, exports and runs: each file is then as it was before or after,
//! never between, and no edit is lost that is older than ten seconds.
//!
//! A few rounds are run with all tests; `cargo test --test kills -- --ignored --nocapture` runs three hundred, or as many
//! as `TONGCHOU_KILLS` says, and tells the counts.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Program, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tongchou::locale::Language;
use tongchou::session::project::{self, copied};
use tongchou::session::{Command, Edit, Session};

/// No edit may be lost that is older.
const OLDEST: Duration = Duration::from_secs(10);
/// What makes a test of this program the one that is killed: the folder that it works in.
const WORKER: &str = "TONGCHOU_KILLED_IN";
/// Whether it saves, or leaves all to the copies.
const SAVES: &str = "TONGCHOU_KILLED_SAVES";

/// Numbers that look random and are the same each time.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A part of a time.
    fn part(&mut self, whole: Duration) -> Duration {
        whole.mul_f64((self.next() % 10_000) as f64 / 10_000.0)
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is right")
}

/// Edits and saves for ever, and notes when each edit was made. It is one of the tests only so that it can be begun.
#[test]
fn whoever_edits_until_killed() {
    let Ok(folder) = std::env::var(WORKER).map(PathBuf::from) else { return };
    let mut session = Session::new(Language::Chinese, Some(folder.join("unsaved")), Arc::new(|| {}));
    let path = folder.join("p.tongchou");
    session.apply(match path.exists() {
        true => Command::Open(path.clone()),
        false => Command::SaveAs(path.clone()),
    });
    while session.poll().is_empty() {
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut log = fs::File::options().append(true).create(true).open(folder.join("log")).expect("a log");
    let mut chance = Chance(now().as_nanos() as u64 | 1);
    for n in 1u64.. {
        session.apply(Command::Edit(Edit::Note(0, n.to_string())));
        writeln!(log, "{n} {}", now().as_millis()).expect("it is noted");
        if chance.next().is_multiple_of(4) && std::env::var_os(SAVES).is_some() {
            session.apply(Command::Save(path.clone()));
        }
        std::thread::sleep(chance.part(Duration::from_millis(700)));
        session.poll();
    }
}

/// What the rounds came to.
#[derive(Default, Debug)]
struct Counts {
    rounds: u64,
    /// Edits that neither the file nor a copy has, and the age of the oldest of them.
    lost: u64,
    oldest: Duration,
    /// Copies that were found, and folders whose files were all there and not all moved.
    copies: u64,
    halfway: u64,
}

/// The number of the last edit that a project has.
fn last_edit(work: &project::Project) -> u64 {
    work.shown.work.now().family.members()[0].note.parse().unwrap_or(0)
}

fn edits_and_saves(rounds: u64, chance: &mut Chance, counts: &mut Counts) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("p.tongchou");
    for round in 0..rounds {
        fs::remove_file(folder.path().join("log")).ok();
        let mut worker = Program::new(std::env::current_exe().expect("this program"));
        worker.args(["--exact", "whoever_edits_until_killed"]).env(WORKER, folder.path());
        if round % 2 == 0 {
            worker.env(SAVES, "");
        }
        let mut worker = worker.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it begins");
        // Most end soon, amid saves; some go on beyond the longest time that may be lost.
        let most = if round % 10 == 9 { 14.0 } else { 2.5 };
        std::thread::sleep(Duration::from_millis(150) + chance.part(Duration::from_secs_f64(most)));
        kill(&mut worker);
        let killed = now();
        counts.rounds += 1;
        let mut last = 0;
        if path.exists() {
            let bytes = fs::read(&path).expect("it is there");
            last = last_edit(&project::read("p", &bytes).expect("the file is whole"));
        }
        let mut session = Session::new(Language::Chinese, Some(folder.path().join("unsaved")), Arc::new(|| {}));
        session.look_for_left();
        for left in session.left().to_vec() {
            let (kept, lost) = copied::read("p", &fs::read(&left.path).expect("it is there")).expect("it is whole");
            assert!(lost.is_empty(), "{lost:?}");
            assert_eq!(kept.about.file.as_ref().map(|(path, _)| path.clone()), Some(path.clone()));
            last = last.max(last_edit(&kept.project));
            counts.copies += 1;
            fs::remove_file(&left.path).expect("it is done with");
        }
        drop(session);
        let log = fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        let made = log.lines().filter_map(|line| line.split_once(' '));
        for (n, when) in made.filter_map(|(n, when)| Some((n.parse::<u64>().ok()?, when.parse().ok()?))) {
            if n > last {
                let age = killed.saturating_sub(Duration::from_millis(when));
                assert!(age <= OLDEST, "round {round}: edit {n} is lost, made {age:?} before");
                counts.lost += 1;
                counts.oldest = counts.oldest.max(age);
            }
        }
        // The next begins where nothing was edited.
        fs::remove_file(&path).ok();
    }
}

fn kill(child: &mut Child) {
    child.kill().ok();
    child.wait().expect("it has ended");
}

fn program(folder: &Path, arguments: &str) -> Program {
    let mut program = Program::new(env!("CARGO_BIN_EXE_tongchou"));
    program.args(arguments.split(' ')).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    program
}

/// The files that are of a result, by their names.
fn files(of: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let entries: Vec<PathBuf> = match of.is_dir() {
        true => fs::read_dir(of).expect("a folder").map(|entry| entry.expect("an entry").path()).collect(),
        false => vec![of.to_owned()],
    };
    for path in entries.into_iter().filter(|path| path.is_file()) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        files.insert(name, fs::read(path).expect("it is there"));
    }
    files
}

/// Two commands that write the same result differently are run in turn and killed.
fn results(rounds: u64, out: &str, commands: [&str; 2], chance: &mut Chance, counts: &mut Counts) {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario =
        |rate: &str| format!("name = \"s\"\nstart = \"2008-01\"\nmonths = 24\n[rates]\ncollection_rate = \"{rate}\"\n");
    fs::write(folder.path().join("a.toml"), scenario("0.9")).expect("it is written");
    fs::write(folder.path().join("b.toml"), scenario("0.8")).expect("it is written");
    let out = folder.path().join(out);
    let began = Instant::now();
    let whole = commands.map(|command| {
        assert!(program(folder.path(), command).status().expect("it runs").success(), "{command}");
        files(&out)
    });
    let whole_time = began.elapsed() / 2;
    assert_ne!(whole[0], whole[1]);
    for round in 0..rounds {
        let command = commands[round as usize % 2];
        let mut child = program(folder.path(), command).spawn().expect("it begins");
        // The end, where files are written, more often than the rest.
        let at = if chance.next().is_multiple_of(2) { chance.part(whole_time) } else { whole_time.mul_f64(0.9) };
        std::thread::sleep(at + chance.part(whole_time / 5));
        kill(&mut child);
        counts.rounds += 1;
        if out.join(".tongchou-whole").exists() {
            // All files are there, and the next to write ends their move.
            counts.halfway += 1;
            assert!(program(folder.path(), command).status().expect("it runs").success());
        }
        let there = files(&out);
        assert!(whole.contains(&there), "round {round}: {:?}", there.keys());
    }
}

fn rounds(all: u64) -> Counts {
    let mut counts = Counts::default();
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15 ^ all);
    let part = all.div_ceil(3);
    edits_and_saves(part, &mut chance, &mut counts);
    let simulate = ["simulate --sample --scenario a.toml --out r", "simulate --sample --scenario b.toml --out r"];
    results(part, "r", simulate, &mut chance, &mut counts);
    let export = ["export --sample --out a.xlsx --unit yuan", "export --sample --out a.xlsx --unit ten_thousand"];
    results(part, "a.xlsx", export, &mut chance, &mut counts);
    counts
}

#[test]
fn a_kill_leaves_everything_before_or_after() {
    println!("{:?}", rounds(6));
}

#[test]
#[ignore = "takes a quarter of an hour"]
fn three_hundred_kills_leave_everything_before_or_after() {
    let all = std::env::var("TONGCHOU_KILLS").ok().and_then(|told| told.parse().ok()).unwrap_or(300);
    println!("{:?}", rounds(all));
}
