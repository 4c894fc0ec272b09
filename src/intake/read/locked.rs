//! Workbooks locked with the password that every spreadsheet program tries unasked, so that nobody ever typed one.
//!
//! An xls whose structure is protected is scrambled with it, and yearbooks are handed out so. The ways of scrambling are
//! those of MS-XLS 2.2.10 and MS-OFFCRYPTO 2.3; another password is not looked for.

use std::io::{Cursor, Write};

use aes::cipher::{Array, BlockCipherDecrypt, KeyInit};
use base64::Engine as _;
use cfb::CompoundFile;
use md5::Md5;
use quick_xml::events::Event;
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use super::biff::{self, Compound, stream_of};

/// The password.
const DEFAULT: &str = "VelvetSweatshop";
/// What the oldest way keeps of it, and the bytes that it puts over the file.
const OLD_VERIFIER: u16 = 0x9A0A;
const OLD_BYTES: [u8; 16] =
    [0x87, 0x6B, 0x9A, 0xE2, 0x1E, 0xE3, 0x05, 0x62, 0x1E, 0x69, 0x96, 0x60, 0x98, 0x6E, 0x94, 0x04];
/// The most rounds of hashing that the format allows.
const MOST_ROUNDS: u32 = 10_000_000;

/// What a compound file turns out to be.
pub(super) enum Lock {
    /// Not locked, or no workbook.
    Open,
    /// The workbook without its lock.
    Unlocked(Vec<u8>),
    /// Somebody set a password.
    Password,
}

/// Takes the lock from a compound file where it has one that the default password opens.
pub(super) fn unlock(bytes: &[u8]) -> Lock {
    let Ok(mut file) = CompoundFile::open(Cursor::new(bytes)) else { return Lock::Open };
    if file.exists("/EncryptedPackage") {
        return package(&mut file).map_or(Lock::Password, Lock::Unlocked);
    }
    let Some((name, stream)) = biff::book(&mut file) else { return Lock::Open };
    let Some((at, lock)) = biff::records(&stream).take(10).find(|(_, record)| record.kind == biff::FILE_PASS) else {
        return Lock::Open;
    };
    let Some(mut plain) = unscrambled(&stream, lock.data, biff::is_of_97(&stream)) else { return Lock::Password };
    // A record that says nothing instead of the lock.
    plain[at..at + 2].fill(0);
    holding(name, &plain).map_or(Lock::Password, Lock::Unlocked)
}

/// A compound file that holds one stream.
fn holding(name: &str, stream: &[u8]) -> Option<Vec<u8>> {
    let mut file = CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).ok()?;
    file.create_stream(name).ok()?.write_all(stream).ok()?;
    file.flush().ok()?;
    Some(file.into_inner().into_inner())
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn hash<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut digest = D::new();
    parts.iter().for_each(|part| digest.update(part));
    digest.finalize().to_vec()
}

/// The stream of an xls without its lock, which is the record of these data.
fn unscrambled(stream: &[u8], lock: &[u8], modern: bool) -> Option<Vec<u8>> {
    let word = |at: usize| Some(u16::from_le_bytes(lock.get(at..at + 2)?.try_into().ok()?));
    if !modern || word(0)? == 0 {
        let verifier = word(if modern { 4 } else { 2 })?;
        return (verifier == OLD_VERIFIER)
            .then(|| over(stream, |at, size, byte| (byte ^ OLD_BYTES[(at + size) % OLD_BYTES.len()]).rotate_right(5)));
    }
    let key: Box<dyn Fn(u32) -> Vec<u8>> = match word(4)? {
        1 => {
            let salt = lock.get(6..22)?;
            let password = hash::<Md5>(&[&wide(DEFAULT)]);
            let salted = hash::<Md5>(&[&[&password[..5], salt].concat().repeat(16)]);
            let key = Box::new(move |block: u32| hash::<Md5>(&[&salted[..5], &block.to_le_bytes()]));
            let mut start = Rc4::new(&key(0));
            let (verifier, expected) = (start.taken_from(lock.get(22..38)?), start.taken_from(lock.get(38..54)?));
            (hash::<Md5>(&[&verifier]) == expected).then_some(key)?
        }
        2 => {
            let header = usize::try_from(number(lock, 10)?).ok()?;
            let bits = Some(number(lock, 14 + 16)?).filter(|bits| *bits > 0).unwrap_or(40) as usize;
            let rest = lock.get(14_usize.checked_add(header)?..)?;
            let base = hash::<Sha1>(&[rest.get(4..20)?, &wide(DEFAULT)]);
            let key = Box::new(move |block: u32| {
                let mut key = hash::<Sha1>(&[&base, &block.to_le_bytes()]);
                key.truncate(bits / 8);
                if bits == 40 {
                    key.resize(16, 0);
                }
                key
            });
            let mut start = Rc4::new(&key(0));
            let (verifier, expected) = (start.taken_from(rest.get(20..36)?), start.taken_from(rest.get(40..60)?));
            (hash::<Sha1>(&[&verifier]) == expected).then_some(key)?
        }
        _ => return None,
    };
    const BLOCK: usize = 1024;
    let blocks = stream.chunks(BLOCK).zip(0..);
    let plain: Vec<u8> = blocks.flat_map(|(block, n)| Rc4::new(&key(n)).taken_from(block)).collect();
    Some(over(stream, |at, _, _| plain[at]))
}

/// The stream with each locked byte replaced, given its place, the size of its record, and itself.
fn over(stream: &[u8], plain: impl Fn(usize, usize, u8) -> u8) -> Vec<u8> {
    let mut out = stream.to_vec();
    for (at, record) in biff::records(stream) {
        let free = match record.kind {
            // What a program needs before it knows the password.
            biff::BOF | biff::FILE_PASS | 0x00E1 | 0x0138 | 0x0194..=0x0196 => record.data.len(),
            biff::BOUND_SHEET => 4,
            _ => 0,
        };
        let start = at + biff::HEAD;
        for place in start + free..start + record.data.len() {
            out[place] = plain(place, record.data.len(), stream[place]);
        }
    }
    out
}

/// The stream cipher of the older ways.
struct Rc4 {
    state: [u8; 256],
    i: u8,
    j: u8,
}

impl Rc4 {
    fn new(key: &[u8]) -> Rc4 {
        let mut state: [u8; 256] = std::array::from_fn(|n| n as u8);
        let mut j = 0_u8;
        for (i, byte) in (0..256).zip(key.iter().cycle()) {
            j = j.wrapping_add(state[i]).wrapping_add(*byte);
            state.swap(i, usize::from(j));
        }
        Rc4 { state, i: 0, j: 0 }
    }

    fn taken_from(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut next = |byte: &u8| {
            self.i = self.i.wrapping_add(1);
            let (i, at) = (usize::from(self.i), self.state[usize::from(self.i)]);
            self.j = self.j.wrapping_add(at);
            self.state.swap(i, usize::from(self.j));
            byte ^ self.state[usize::from(self.state[i].wrapping_add(at))]
        };
        bytes.iter().map(&mut next).collect()
    }
}

/// The workbook inside an encrypted package.
fn package(file: &mut Compound<'_>) -> Option<Vec<u8>> {
    let info = stream_of(file, "/EncryptionInfo")?;
    let package = stream_of(file, "/EncryptedPackage")?;
    let size = u64::from_le_bytes(package.get(..8)?.try_into().ok()?);
    let mut plain = match info.get(..4)? {
        [4, 0, 4, 0] => Agile::read(info.get(8..)?)?.plain(&package[8..])?,
        [2..=4, 0, 2, 0] => ecb(&standard_key(&info)?, &package[8..])?,
        _ => return None,
    };
    plain.truncate(usize::try_from(size).ok()?);
    Some(plain)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The key of Office 2007, where the default password is right.
fn standard_key(info: &[u8]) -> Option<Vec<u8>> {
    let size = (number(info, 12 + 16)? / 8) as usize;
    let rest = info.get(12_usize.checked_add(usize::try_from(number(info, 8)?).ok()?)?..)?;
    let mut state = hash::<Sha1>(&[rest.get(4..20)?, &wide(DEFAULT)]);
    for round in 0..50_000_u32 {
        state = hash::<Sha1>(&[&round.to_le_bytes(), &state]);
    }
    state = hash::<Sha1>(&[&state, &[0; 4]]);
    let half = |filling: u8| {
        let mut block = [filling; 64];
        block.iter_mut().zip(&state).for_each(|(b, s)| *b ^= s);
        hash::<Sha1>(&[&block])
    };
    let key = [half(0x36), half(0x5C)].concat().get(..size)?.to_vec();
    let verifier = ecb(&key, rest.get(20..36)?)?;
    let expected = ecb(&key, rest.get(40..72)?)?;
    (hash::<Sha1>(&[&verifier])[..] == expected[..20]).then_some(key)
}

/// What the XML of Office 2010 and later says of the lock.
struct Agile {
    data_salt: Vec<u8>,
    data_hash: String,
    salt: Vec<u8>,
    hash: String,
    rounds: u32,
    key_size: usize,
    verifier: Vec<u8>,
    verifier_hash: Vec<u8>,
    key: Vec<u8>,
}

impl Agile {
    fn read(xml: &[u8]) -> Option<Agile> {
        let mut reader = quick_xml::Reader::from_reader(xml);
        let (mut data, mut password) = (None, None);
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) | Event::Empty(tag) => {
                    let values = || -> Vec<(String, String)> {
                        let known = tag.attributes().flatten();
                        known.map(|a| (a.key.as_ref().to_owned(), a.value.into_owned())).collect()
                    };
                    match tag.local_name().as_ref() {
                        "keyData" => data = Some(values()),
                        "encryptedKey" => password = Some(values()),
                        _ => {}
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        let (data, password) = (data?, password?);
        let text = |of: &[(String, String)], name: &str| Some(of.iter().find(|(key, _)| key == name)?.1.clone());
        let bytes = |of: &[(String, String)], name: &str| {
            base64::engine::general_purpose::STANDARD.decode(text(of, name)?).ok()
        };
        Some(Agile {
            data_salt: bytes(&data, "saltValue")?,
            data_hash: text(&data, "hashAlgorithm")?,
            salt: bytes(&password, "saltValue")?,
            hash: text(&password, "hashAlgorithm")?,
            rounds: text(&password, "spinCount")?.parse().ok().filter(|rounds| *rounds <= MOST_ROUNDS)?,
            key_size: text(&password, "keyBits")?.parse::<usize>().ok()? / 8,
            verifier: bytes(&password, "encryptedVerifierHashInput")?,
            verifier_hash: bytes(&password, "encryptedVerifierHashValue")?,
            key: bytes(&password, "encryptedKeyValue")?,
        })
    }

    fn plain(&self, package: &[u8]) -> Option<Vec<u8>> {
        let mut state = named_hash(&self.hash, &[&self.salt, &wide(DEFAULT)])?;
        for round in 0..self.rounds {
            state = named_hash(&self.hash, &[&round.to_le_bytes(), &state])?;
        }
        let opened = |purpose: [u8; 8], locked: &[u8]| {
            let mut key = named_hash(&self.hash, &[&state, &purpose])?;
            key.resize(self.key_size, 0x36);
            cbc(&key, &self.salt, locked)
        };
        let verifier = opened([0xFE, 0xA7, 0xD2, 0x76, 0x3B, 0x4B, 0x9E, 0x79], &self.verifier)?;
        let expected = opened([0xD7, 0xAA, 0x0F, 0x6D, 0x30, 0x61, 0x34, 0x4E], &self.verifier_hash)?;
        if !expected.starts_with(&named_hash(&self.hash, &[verifier.get(..self.salt.len())?])?) {
            return None;
        }
        let key = opened([0x14, 0x6E, 0x0B, 0xE7, 0xAB, 0xAC, 0xD0, 0xD6], &self.key)?;
        let mut plain = Vec::with_capacity(package.len());
        for (segment, number) in package.chunks(4096).zip(0_u32..) {
            let start = named_hash(&self.data_hash, &[&self.data_salt, &number.to_le_bytes()])?;
            plain.extend(cbc(key.get(..self.key_size)?, &start, segment)?);
        }
        Some(plain)
    }
}

fn named_hash(name: &str, parts: &[&[u8]]) -> Option<Vec<u8>> {
    Some(match name {
        "SHA1" | "SHA-1" => hash::<Sha1>(parts),
        "SHA256" | "SHA-256" => hash::<Sha256>(parts),
        "SHA384" | "SHA-384" => hash::<Sha384>(parts),
        "SHA512" | "SHA-512" => hash::<Sha512>(parts),
        "MD5" => hash::<Md5>(parts),
        _ => return None,
    })
}

/// Each block of AES by itself; an incomplete one at the end is left out.
fn ecb(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    fn blocks<C: KeyInit + BlockCipherDecrypt>(key: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
        let cipher = C::new_from_slice(key).ok()?;
        let mut out = Vec::with_capacity(bytes.len());
        let size = C::block_size();
        for block in bytes.chunks_exact(size) {
            let mut block = Array::try_from(block).ok()?;
            cipher.decrypt_block(&mut block);
            out.extend_from_slice(&block);
        }
        Some(out)
    }
    match key.len() {
        16 => blocks::<aes::Aes128>(key, bytes),
        24 => blocks::<aes::Aes192>(key, bytes),
        32 => blocks::<aes::Aes256>(key, bytes),
        _ => None,
    }
}

/// Blocks of AES of which each is laid over the one before it.
fn cbc(key: &[u8], start: &[u8], bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = ecb(key, bytes)?;
    let before = start.get(..16)?.iter().chain(bytes);
    plain.iter_mut().zip(before).for_each(|(byte, before)| *byte ^= before);
    Some(plain)
}
