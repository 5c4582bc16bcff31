//! An allocator that knows how much the thread that reads holds, and hands out no more than its file is worth.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::{Cell, RefCell},
    io::Write,
    ptr,
};

/// What a reader may hold of a file of some bytes: a packed one holds up to a thousand times as many.
const ROOM: usize = 96 << 20;
const TIMES: usize = 2_500;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(isize::MAX) };
    static REFUSED: Cell<usize> = const { Cell::new(0) };
    static NAME: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The system's memory, counted.
pub struct Counting;

/// Tells what is read, for a process that ends for want of memory.
pub fn name(what: &str) {
    NAME.with_borrow_mut(|name| {
        name.clear();
        name.push_str(what);
    });
}

/// From now on this thread holds no more than a file of so many bytes is worth.
pub fn begin(bytes: usize) {
    HELD.set(0);
    REFUSED.set(0);
    MOST.set((ROOM + TIMES * bytes) as isize);
}

/// Until now.
///
/// # Errors
/// When it asked for more; how much that was.
pub fn end() -> Result<(), usize> {
    MOST.set(isize::MAX);
    match REFUSED.get() {
        0 => Ok(()),
        bytes => Err(bytes),
    }
}

impl Counting {
    /// Whether so many bytes more are allowed; they are counted then.
    fn allows(bytes: usize) -> bool {
        let held = HELD.get().saturating_add(bytes as isize);
        if held > MOST.get() {
            let most = MOST.replace(isize::MAX);
            REFUSED.set(bytes);
            // Where nobody handles it, the process ends, and this is the last that is heard of it.
            NAME.with_borrow(|name| {
                writeln!(
                    std::io::stderr(),
                    "{name}: asks for {bytes} bytes, {held} in all"
                )
                .ok();
            });
            MOST.set(most);
            return false;
        }
        HELD.set(held);
        true
    }
}

// SAFETY: everything is the system allocator's, or a null pointer, which says that there is no memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        match Self::allows(layout.size()) {
            // SAFETY: the layout is the caller's.
            true => unsafe { System.alloc(layout) },
            false => ptr::null_mut(),
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        match Self::allows(layout.size()) {
            // SAFETY: the layout is the caller's.
            true => unsafe { System.alloc_zeroed(layout) },
            false => ptr::null_mut(),
        }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let more = size.saturating_sub(layout.size());
        if more > 0 && !Self::allows(more) {
            return ptr::null_mut();
        }
        let less = layout.size().saturating_sub(size);
        HELD.set(HELD.get() - less as isize);
        // SAFETY: the pointer, its layout and the new size are the caller's.
        unsafe { System.realloc(at, layout, size) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.set(HELD.get().saturating_sub(layout.size() as isize));
        // SAFETY: the pointer and its layout are the caller's.
        unsafe { System.dealloc(at, layout) }
    }
}
