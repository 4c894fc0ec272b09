//! A limit on the memory of the process that reads a workbook, alike on every system; and what a window does not keep.
//!
//! The limit counts what is asked for once a limit is set. Beyond it the process ends with a status of its own: a refused
//! allocation would abort it, which on Windows opens a dialog.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicIsize, Ordering::Relaxed};

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How much may be asked for; 0 is any amount.
static LIMIT: AtomicIsize = AtomicIsize::new(0);
/// What has been asked for and not given back, since the limit was set.
static TAKEN: AtomicIsize = AtomicIsize::new(0);
static STATUS: AtomicIsize = AtomicIsize::new(1);

/// Ends this process with a status as soon as it asks for more than so many bytes from now on.
pub fn limit(bytes: usize, status: i32) {
    STATUS.store(status as isize, Relaxed);
    LIMIT.store(isize::try_from(bytes).unwrap_or(isize::MAX), Relaxed);
}

/// Has freed memory given back to the system: of its own accord the C library of Linux keeps up to 64 MB for every thread
/// that once took as much.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn give_back() {
    const KEPT: libc::c_int = 1 << 20;
    // SAFETY: both set a number of the allocator, and may be called at any time.
    unsafe {
        libc::mallopt(libc::M_TRIM_THRESHOLD, KEPT);
        libc::mallopt(libc::M_MMAP_THRESHOLD, KEPT);
    }
}

/// Elsewhere the system does so by itself.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn give_back() {}

fn take(bytes: usize) {
    let limit = LIMIT.load(Relaxed);
    // No allocation is larger than the largest signed number.
    if limit > 0 && TAKEN.fetch_add(bytes as isize, Relaxed).saturating_add(bytes as isize) > limit {
        // Ending may allocate; it is not to end up here again.
        LIMIT.store(0, Relaxed);
        std::process::exit(STATUS.load(Relaxed) as i32);
    }
}

fn give(bytes: usize) {
    if LIMIT.load(Relaxed) > 0 {
        TAKEN.fetch_sub(bytes as isize, Relaxed);
    }
}

// SAFETY: every call is the system allocator's, with the same arguments and result; counting touches no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        // SAFETY: the caller keeps the system allocator's contract, which is this one's.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        give(layout.size());
        // SAFETY: as above; the memory came from the system allocator.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        match size.checked_sub(layout.size()) {
            Some(more) => take(more),
            None => give(layout.size() - size),
        }
        // SAFETY: as above; the memory came from the system allocator.
        unsafe { System.realloc(memory, layout, size) }
    }
}
