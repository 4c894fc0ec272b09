//! The special account where the truth is known: ledgers made with what belongs together and what is wrong with them, a
//! month reconciled by hand, and ladders of deposits held against a solver of linear programmes.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use rust_decimal::Decimal;
use tongchou::finding::Origin;
use tongchou::money::{Money, Rate};
use tongchou::month::Month;
use tongchou::sheet::Sheet;
use tongchou::simulation::Progress;
use tongchou::special_account::Reconciled;
use tongchou::special_account::account::difference;
use tongchou::special_account::day::Day;
use tongchou::special_account::deposits::{Course, plan};
use tongchou::special_account::ledger::{Keeper, Ledger};
use tongchou::special_account::matching::{Books, Decided};
use tongchou::special_account::rates::{Rates, Term};
use tongchou::special_account::slips::Slip;
use tongchou::special_account::statement::{Statement, last_day};

/// Numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A line of a ledger, with what it is of.
#[derive(Clone)]
struct Line {
    day: i32,
    fen: i64,
    number: String,
    party: &'static str,
    memo: &'static str,
    /// Lines of both ledgers with one truth belong together; 0 is of nothing.
    truth: usize,
    /// What is wrong with it.
    wrong: Option<Slip>,
}

const PARTIES: [&str; 5] = ["甲县社会保险局", "乙县社会保险局", "丙区社会保险局", "丁市第一纺织厂", "戊矿务局"];

fn line(day: i32, fen: i64, truth: usize) -> Line {
    Line { day, fen, number: String::new(), party: PARTIES[truth % 5], memo: "", truth, wrong: None }
}

/// Days are counted from 2013-01-01.
fn day(n: i32) -> Day {
    let mut month: Month = "2013-01".parse().unwrap();
    let mut left = n;
    loop {
        let last = Day::last_of(month);
        let days = last.since(Day::last_of(month.previous()));
        if left < days {
            return Day::new(month.year(), month.month(), left as u32 + 1).unwrap();
        }
        left -= days;
        month = month.next();
    }
}

/// A ledger of lines in the order of their days, as it is read from a sheet.
fn ledger(keeper: Keeper, lines: &mut [Line]) -> Ledger {
    lines.sort_by_key(|line| line.day);
    let mut sheet = Sheet::new(Origin::file(keeper.key()));
    let yuan = |fen: i64| format!("{}.{:02}", fen / 100, fen % 100);
    let mut row = |cells: [&str; 6]| {
        cells.iter().for_each(|cell| sheet.push(cell).ok().unwrap());
        sheet.end_row();
    };
    row(["日期", "收入", "支出", "凭证号", "对方户名", "摘要"]);
    for of in lines.iter() {
        let (into, out) = if of.fen > 0 { (yuan(of.fen), String::new()) } else { (String::new(), yuan(-of.fen)) };
        row([&day(of.day).to_string(), &into, &out, &of.number, of.party, of.memo]);
    }
    Ledger::read([&sheet], keeper).unwrap().remove(0).ledger
}

struct Made {
    lines: [Vec<Line>; 2],
    books: Books,
    found: Reconciled,
}

fn reconciled(mut bank: Vec<Line>, mut agency: Vec<Line>) -> Made {
    let books = Books { bank: ledger(Keeper::Bank, &mut bank), agency: ledger(Keeper::Agency, &mut agency) };
    let found = Reconciled::of(&books, 5, &Decided::default(), &Progress::new()).unwrap();
    Made { lines: [bank, agency], books, found }
}

impl Made {
    /// Every match comes to nothing in money, each entry is in one at most, and the remainder of the last day is what it
    /// was made to be.
    fn is_right_in_money(&self) {
        let mut used = [vec![false; self.lines[0].len()], vec![false; self.lines[1].len()]];
        for of in &self.found.found.matches {
            let entries: Vec<(Keeper, usize)> =
                Keeper::BOTH.into_iter().flat_map(|keeper| of.of(keeper).iter().map(move |n| (keeper, *n))).collect();
            assert!(difference(&self.books, &entries).is_zero(), "rule {}: {entries:?}", of.rule);
            for (keeper, n) in entries {
                assert!(!std::mem::replace(&mut used[keeper as usize][n], true), "{keeper:?} {n} twice");
            }
        }
    }

    /// The lines that are matched with others than those of their truth; the same amounts may stand for each other.
    fn astray(&self) -> usize {
        let truth = |keeper: Keeper, n: usize| self.lines[keeper as usize][n].truth;
        let of = |of: &&tongchou::special_account::matching::Match| {
            let mut truths: Vec<usize> = Keeper::BOTH
                .into_iter()
                .flat_map(|keeper| of.of(keeper).iter().map(move |n| truth(keeper, *n)))
                .collect();
            truths.dedup();
            truths.len() > 1
        };
        self.found.found.matches.iter().filter(of).count()
    }

    fn open(&self) -> usize {
        Keeper::BOTH.into_iter().map(|keeper| self.found.found.open(&self.books, keeper).count()).sum()
    }

    fn unexplained(&self, day: Day) -> Money {
        Statement::of(&self.books, &self.found.found, &self.found.slips, day).unexplained()
    }

    /// Every error that was planted, by its name.
    fn names_all_errors(&self) {
        for keeper in Keeper::BOTH {
            for (n, line) in self.lines[keeper as usize].iter().enumerate() {
                let Some(wrong) = line.wrong else { continue };
                let named = self.found.slips.of(keeper, n).map(|like| like.slip);
                assert_eq!(named, Some(wrong), "{keeper:?}, row {}: {} fen", n + 2, line.fen);
            }
        }
    }
}

#[test]
fn a_small_month_is_matched_to_the_last_entry() {
    for seed in 0..40 {
        let mut dice = Dice(seed);
        let (mut bank, mut agency) = (Vec::new(), Vec::new());
        for n in 1..=30 {
            let fen = (dice.roll(9_000_000) as i64 + 10_000) * if dice.roll(3) == 0 { -1 } else { 1 };
            let mut of = line(dice.roll(25) as i32, fen, n);
            agency.push(of.clone());
            of.day += dice.roll(5) as i32;
            bank.push(of);
        }
        let made = reconciled(bank, agency);
        made.is_right_in_money();
        assert_eq!((made.open(), made.astray()), (0, 0), "seed {seed}");
        assert!(made.unexplained(last_day(&made.books).unwrap()).is_zero());
    }
}

#[test]
fn of_same_amounts_none_is_left_that_could_be_paired() {
    for seed in 0..20 {
        let mut dice = Dice(seed + 100);
        let amounts = [1_000_000, 2_000_000, 5_000_000, 88_800];
        let (mut bank, mut agency) = (Vec::new(), Vec::new());
        for n in 1..=200 {
            let mut of = line(dice.roll(90) as i32, amounts[dice.roll(4) as usize], n);
            of.party = "";
            agency.push(of.clone());
            of.day += dice.roll(4) as i32;
            bank.push(of);
        }
        let made = reconciled(bank, agency);
        made.is_right_in_money();
        let open = |keeper| made.found.found.open(&made.books, keeper).map(move |n| (keeper, n));
        for (_, bank) in open(Keeper::Bank) {
            let of_bank = made.books.entry(Keeper::Bank, bank);
            let near = |(_, n): &(Keeper, usize)| {
                let of_agency = made.books.entry(Keeper::Agency, *n);
                of_bank.effect == of_agency.effect && of_bank.day.apart(of_agency.day) <= 5
            };
            assert_eq!(open(Keeper::Agency).find(near), None, "seed {seed}: row {}", bank + 2);
        }
        // Same days go first: few are left because of it.
        assert!(made.open() <= 20, "seed {seed}: {}", made.open());
        assert!(made.unexplained(last_day(&made.books).unwrap()).is_zero());
    }
}

#[test]
fn batches_are_put_together_again() {
    for seed in 0..20 {
        let mut dice = Dice(seed + 200);
        let (mut bank, mut agency) = (Vec::new(), Vec::new());
        for n in 1..=25 {
            // One sum of the bank on a day of its own, several entries of one counterparty at the agency.
            let mut sum = 0;
            for _ in 0..2 + dice.roll(8) {
                let fen = dice.roll(3_000_000) as i64 + 12_345;
                sum += fen;
                agency.push(line(n as i32 * 3, fen, n));
            }
            bank.push(line(n as i32 * 3, sum, n));
        }
        let made = reconciled(bank, agency);
        made.is_right_in_money();
        assert_eq!((made.open(), made.astray()), (0, 0), "seed {seed}");
        assert_eq!(made.found.found.matches.len(), 25);
    }
}

/// The amount with what is wrong with it, other than every amount that is there.
fn spoilt(slip: Slip, fen: i64, dice: &mut Dice) -> i64 {
    match slip {
        Slip::Sign => -fen,
        Slip::Tenfold => fen * 10,
        Slip::Swapped => {
            // The last two digits before the decimals, which differ.
            let (high, low) = (fen / 1_000 % 10, fen / 100 % 10);
            fen - (high * 1_000 + low * 100) + low * 1_000 + high * 100
        }
        // No nines, so that it is no exchange of digits.
        Slip::Amount => fen + [100, 200, 400, 500, 700, 800][dice.roll(6) as usize],
        Slip::Twice => fen,
    }
}

#[test]
fn every_planted_error_is_named_and_every_reversal_found() {
    const SLIPS: [Slip; 5] = [Slip::Sign, Slip::Tenfold, Slip::Swapped, Slip::Amount, Slip::Twice];
    for seed in 0..20 {
        let mut dice = Dice(seed + 300);
        let (mut bank, mut agency) = (Vec::new(), Vec::new());
        let mut truth = 0;
        let mut next = |dice: &mut Dice| {
            truth += 1;
            // Amounts far from one another, two neighbouring digits never the same.
            let fen =
                truth as i64 * 2_000_000 + (1 + dice.roll(4) as i64) * 1_000 + (6 + dice.roll(3) as i64) * 100 + 37;
            let mut of = line(dice.roll(24) as i32, fen, truth);
            of.number = format!("记2013{truth:04}");
            of
        };
        for _ in 0..20 {
            let of = next(&mut dice);
            bank.push(of.clone());
            agency.push(of);
        }
        for slip in SLIPS {
            for _ in 0..2 {
                let mut of = next(&mut dice);
                bank.push(of.clone());
                if slip == Slip::Twice {
                    agency.push(of.clone());
                }
                of.fen = spoilt(slip, of.fen, &mut dice);
                of.wrong = Some(slip);
                of.day += dice.roll(3) as i32;
                agency.push(of);
            }
        }
        // Entered, then taken back with a red entry, in one ledger alone.
        for keeper in Keeper::BOTH {
            let of = next(&mut dice);
            let back = Line { fen: -of.fen, day: of.day + 4, memo: "冲销错账", ..of.clone() };
            let into = if keeper == Keeper::Bank { &mut bank } else { &mut agency };
            into.extend([of, back]);
        }
        let made = reconciled(bank, agency);
        made.is_right_in_money();
        made.names_all_errors();
        let reversals = made.found.found.matches.iter().filter(|of| of.rule == 6).count();
        assert_eq!(reversals, 2, "seed {seed}");
        assert_eq!(made.astray(), 0, "seed {seed}");
        assert!(made.unexplained(last_day(&made.books).unwrap()).is_zero(), "seed {seed}");
    }
}

#[test]
fn round_amounts_over_a_months_end_are_in_transit_and_matched_in_the_next() {
    for seed in 0..20 {
        let mut dice = Dice(seed + 400);
        let (mut bank, mut agency) = (Vec::new(), Vec::new());
        let (mut in_transit, end) = (0, Day::last_of("2013-01".parse().unwrap()));
        for n in 1..=40 {
            // Up to a million, in whole thousands of yuan.
            let fen = (1 + dice.roll(1_000) as i64) * 100_000;
            let mut of = line(26 + dice.roll(5) as i32, fen, n);
            of.number = format!("2013{n:04}");
            agency.push(of.clone());
            of.day += dice.roll(6) as i32;
            if day(of.day) > end {
                in_transit += fen;
            }
            bank.push(of);
        }
        let made = reconciled(bank, agency);
        made.is_right_in_money();
        assert_eq!((made.open(), made.astray()), (0, 0), "seed {seed}");
        let statement = Statement::of(&made.books, &made.found.found, &made.found.slips, end);
        assert_eq!(statement.agency.in_only, Money::from_fen(in_transit.into()), "seed {seed}");
        assert!(statement.unexplained().is_zero());
        assert!(made.unexplained(last_day(&made.books).unwrap()).is_zero());
    }
}

/// Fifteen entries of either ledger in January 2013, matched on paper first.
#[test]
fn a_month_with_thirty_entries_comes_out_as_by_hand() {
    let of = |rows: &[(i32, i64, &str, &'static str, &'static str)]| -> Vec<Line> {
        let line = |(day, yuan, number, party, memo): &(i32, i64, &str, &'static str, &'static str)| Line {
            day: day - 1,
            fen: yuan * 100,
            number: (*number).to_owned(),
            party,
            memo,
            truth: 0,
            wrong: None,
        };
        rows.iter().map(line).collect()
    };
    let bank = of(&[
        (4, 412_380, "", "甲县社保局", "上解"),
        (5, 87_615, "", "乙县社保局", "上解"),
        (7, -256_904, "20130011", "丙区社保局", "下拨"),
        (8, 1_200_000, "20130012", "省财政厅", "补助"),
        (9, 33_047, "", "第一纺织厂", "缴费"),
        (10, 33_047, "", "戊矿务局", "缴费"),
        // Two entries of the agency in one.
        (11, 151_320, "", "己局", "汇缴"),
        (14, -98_765, "20130020", "甲县社保局", "下拨"),
        (15, 54_321, "20130021", "丁市电厂", "缴费"),
        (16, -6_180, "", "庚", "退费"),
        (18, 7_500, "", "辛", "错汇"),
        (21, -7_500, "", "辛", "退错汇"),
        (25, 640_018, "", "丙区社保局", "上解"),
        (28, 19, "", "开户行", "结息"),
        (31, -45_002, "20130033", "乙县社保局", "下拨"),
    ]);
    let agency = of(&[
        (2, 412_380, "", "甲县社保局", "上解"),
        (5, 87_615, "", "乙县社保局", "上解"),
        (6, -256_904, "20130011", "丙区社保局", "下拨"),
        (8, 1_200_000, "20130012", "省财政厅", "补助"),
        (9, 33_047, "", "第一纺织厂", "缴费"),
        (9, 33_047, "", "戊矿务局", "缴费"),
        (11, 100_200, "", "己局", "汇缴"),
        (11, 51_120, "", "己局", "汇缴"),
        // 98,765 with two digits exchanged, 54,321 with a nought too many.
        (14, -98_756, "20130020", "甲县社保局", "下拨"),
        (15, 543_210, "20130021", "丁市电厂", "缴费"),
        (16, -6_180, "", "庚", "退费"),
        (25, 640_018, "", "丙区社保局", "上解"),
        (30, -45_002, "20130033", "乙县社保局", "下拨"),
        // On the way over the month's end.
        (31, -72_940, "20130034", "丙区社保局", "下拨"),
        (31, 310_007, "", "甲县社保局", "上解"),
    ]);
    let made = reconciled(bank, agency);
    made.is_right_in_money();
    let mut pairs: Vec<(Vec<usize>, Vec<usize>)> =
        made.found.found.matches.iter().map(|of| (of.bank.clone(), of.agency.clone())).collect();
    pairs.sort();
    let by_hand = [
        (&[0][..], &[0][..]),
        (&[1], &[1]),
        (&[2], &[2]),
        (&[3], &[3]),
        (&[4], &[4]),
        (&[5], &[5]),
        (&[6], &[6, 7]),
        (&[9], &[10]),
        (&[10, 11], &[]),
        (&[12], &[11]),
        (&[14], &[12]),
    ];
    let by_hand: Vec<(Vec<usize>, Vec<usize>)> = by_hand.iter().map(|(a, b)| (a.to_vec(), b.to_vec())).collect();
    assert_eq!(pairs, by_hand);
    let slip = |n| made.found.slips.of(Keeper::Agency, n).map(|like| like.slip);
    assert_eq!([slip(8), slip(9), slip(13)], [Some(Slip::Swapped), Some(Slip::Tenfold), None]);
    let statement = Statement::of(&made.books, &made.found.found, &made.found.slips, day(30));
    let yuan = Money::from_yuan;
    // Bank 2,205,416 + 310,007 − 72,940 = agency 2,931,362 + 19 of interest − 488,898 of errors.
    let bank =
        412_380 + 87_615 - 256_904 + 1_200_000 + 33_047 * 2 + 151_320 - 98_765 + 54_321 - 6_180 + 640_018 + 19 - 45_002;
    assert_eq!(statement.bank.balance, yuan(bank));
    assert_eq!([statement.agency.in_only, statement.agency.out_only], [yuan(310_007), yuan(72_940)]);
    assert_eq!([statement.bank.in_only, statement.bank.out_only], [yuan(19), Money::ZERO]);
    assert_eq!(statement.agency.errors, yuan(-98_765 + 98_756 + 54_321 - 543_210));
    assert_eq!(statement.adjusted_bank(), yuan(bank + 310_007 - 72_940));
    assert!(statement.unexplained().is_zero());
}

const SOLVER: &str = r"
import sys
from scipy.optimize import linprog
for line in sys.stdin:
    room, terms = line.split(';')
    room = [int(x) for x in room.split()]
    terms = [(int(m), float(g)) for m, g in (t.split(':') for t in terms.split())]
    ways = [(n, m, g) for m, g in terms for n in range(len(room) - m)]
    if not ways:
        print(0.0)
        continue
    over = [[1.0 if n <= k < n + m else 0.0 for n, m, g in ways] for k in range(len(room))]
    best = linprog([-g for n, m, g in ways], A_ub=over, b_ub=room, method='highs')
    assert best.status == 0
    print(repr(-best.fun))
";

/// What a unit of 万元 gains is linear, so that a solver of linear programmes finds the same optimum.
#[test]
fn ladders_gain_what_a_solver_finds() {
    let ready = Command::new("python3").args(["-c", "import scipy.optimize"]).output();
    if !ready.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: python3 with scipy is not there to lay out the ladders once more");
        return;
    }
    let mut dice = Dice(500);
    let (mut asked, mut gains) = (String::new(), Vec::new());
    for n in 0..30 {
        let terms: Vec<Term> = [1, 3, 6, 12, 24, 36]
            .into_iter()
            .filter(|_| dice.roll(4) > 0)
            .collect::<Vec<u32>>()
            .iter()
            .map(|months| Term::plain(*months, Rate::new(80 + i64::from(*months) * 9 + dice.roll(60) as i64, 4)))
            .collect();
        let rates = Rates { demand: Rate::new(72, 4), terms, ..Rates::example() };
        let months = 6 + dice.roll(50) as usize;
        let spent = (Money::from_yuan(1_200_000 + dice.roll(900_000) as i64), 12);
        let lowest = (0..months).map(|_| Money::from_yuan(dice.roll(3_000_000) as i64 - 200_000)).collect();
        let course = Course { lowest, spent: vec![spent; months] };
        let plan = plan("2008-01".parse().unwrap(), &course, &rates, Decimal::from(n % 4)).unwrap();
        for closing in &plan.months {
            let free = (closing.lowest - closing.held - closing.reserve).or_zero();
            write!(asked, "{} ", free.fen() / 1_000_000).unwrap();
        }
        asked.push(';');
        for term in rates.terms.iter().filter(|term| term.rate > rates.demand) {
            let gain =
                (term.rate - rates.demand) * Decimal::from(term.months) * Decimal::from(10_000) / Decimal::from(12);
            write!(asked, "{}:{gain} ", term.months).unwrap();
        }
        asked.push('\n');
        gains.push(plan.gain);
    }
    let solver = Command::new("python3").args(["-c", SOLVER]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut solver = solver.unwrap();
    solver.stdin.take().unwrap().write_all(asked.as_bytes()).unwrap();
    let output = solver.wait_with_output().unwrap();
    assert!(output.status.success());
    let found: Vec<f64> = String::from_utf8(output.stdout).unwrap().lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(found.len(), gains.len());
    for (found, gain) in found.iter().zip(&gains) {
        let gain = gain.fen() as f64 / 100.0;
        assert!((found - gain).abs() < 0.02, "a solver finds {found}, we {gain}");
    }
    assert!(gains.iter().filter(|gain| gain.is_positive()).count() > 15);
}
