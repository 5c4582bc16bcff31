//! Lets one call of the system fail that a program makes: loaded before the C library (`LD_PRELOAD`), so that it stands in
//! front of every write, sync, rename, open, folder and thread of a program that was not built for it.
//!
//! `FAULT` is `KIND:NUMBER:ERRNO` or `KIND:NUMBER+:ERRNO`: from the call of that number on, that one or every one fails. Files
//! count where their path begins with `FAULT_UNDER`. `FAULT_HIT` is a file that is made once a call has failed.
//! `FAULT=clock:1:0` lets clocks jump: the one of the calendar by years back and forth, the other by hours ahead.
//! `FAULT=gl:NUMBER:0` is for what a graphics driver may refuse: textures, buffers, framebuffers, shaders and programs.
#![no_std]
#![allow(
    unused_unsafe,
    reason = "a macro that says it itself stands in functions that say it too"
)]
#![allow(
    clippy::missing_safety_doc,
    reason = "every function is one of the C library's, with its contract"
)]

use core::ffi::{c_char, c_int, c_long, c_void};
use core::sync::atomic::{AtomicI64, AtomicU32, AtomicUsize, Ordering::Relaxed};

unsafe extern "C" {
    fn dlvsym(library: *mut c_void, name: *const c_char, version: *const c_char) -> *mut c_void;
    fn getenv(name: *const c_char) -> *const c_char;
    fn readlink(path: *const c_char, into: *mut c_char, room: usize) -> isize;
    fn __errno_location() -> *mut c_int;
    fn abort() -> !;
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: it takes nothing.
    unsafe { abort() }
}

/// The function of the C library that is stood in front of, as a function of this type.
macro_rules! real {
    ($name:expr, $kind:ty) => {{
        // SAFETY: the name ends with a zero, and the library's function has this type.
        unsafe {
            let found = find(NEXT, concat!($name, "\0").as_ptr().cast());
            core::mem::transmute::<*mut c_void, $kind>(found)
        }
    }};
}

/// The libraries behind this one.
const NEXT: *mut c_void = -1_isize as *mut c_void;

type Find = unsafe extern "C" fn(*mut c_void, *const c_char) -> *mut c_void;

/// The C library's own `dlsym`, which this library stands in front of too.
unsafe fn find(library: *mut c_void, name: *const c_char) -> *mut c_void {
    static FOUND: AtomicUsize = AtomicUsize::new(0);
    let mut found = FOUND.load(Relaxed);
    // The one of today, and the first ones of two kinds of processors.
    for version in [
        b"GLIBC_2.34\0".as_slice(),
        b"GLIBC_2.17\0",
        b"GLIBC_2.2.5\0",
    ] {
        if found == 0 {
            // SAFETY: both texts end with a zero.
            found = unsafe { dlvsym(NEXT, b"dlsym\0".as_ptr().cast(), version.as_ptr().cast()) }
                as usize;
            FOUND.store(found, Relaxed);
        }
    }
    if found == 0 {
        // SAFETY: it takes nothing.
        unsafe { abort() }
    }
    // SAFETY: `dlsym` has this type; the rest is the caller's.
    unsafe { core::mem::transmute::<usize, Find>(found)(library, name) }
}

/// Calls of the wanted kind so far.
static CALLS: AtomicU32 = AtomicU32::new(0);

fn variable(name: &[u8]) -> Option<*const u8> {
    // SAFETY: the name ends with a zero.
    let found = unsafe { getenv(name.as_ptr().cast()) };
    (!found.is_null()).then_some(found.cast())
}

/// Whether a text begins with another; both end with a zero.
unsafe fn begins(text: *const u8, with: *const u8) -> bool {
    let mut i = 0;
    // SAFETY: neither is read past its zero.
    unsafe {
        while *with.add(i) != 0 {
            if *text.add(i) != *with.add(i) {
                return false;
            }
            i += 1;
        }
    }
    true
}

/// A number at `*at`, which is moved behind it.
unsafe fn number(at: &mut *const u8) -> u32 {
    let mut value = 0;
    // SAFETY: the text is not read past its zero.
    unsafe {
        while (**at).is_ascii_digit() {
            value = value * 10 + u32::from(**at - b'0');
            *at = at.add(1);
        }
    }
    value
}

/// The error that this call of a kind is to fail with.
fn fault(kind: &[u8]) -> Option<c_int> {
    let wanted = variable(b"FAULT\0")?;
    // SAFETY: both end with a zero.
    unsafe {
        if !begins(wanted, kind.as_ptr()) {
            return None;
        }
        let mut at = wanted.add(kind.len() - 1);
        let first = number(&mut at);
        let on = *at == b'+';
        at = at.add(if on { 2 } else { 1 });
        let call = CALLS.fetch_add(1, Relaxed) + 1;
        if call == first || on && call > first {
            hit();
            return Some(number(&mut at) as c_int);
        }
    }
    None
}

fn hit() {
    type Open = unsafe extern "C" fn(*const c_char, c_int, u32) -> c_int;
    type Close = unsafe extern "C" fn(c_int) -> c_int;
    if let Some(path) = variable(b"FAULT_HIT\0") {
        // SAFETY: a path that ends with a zero; 0o101 makes a file to be written.
        unsafe {
            let file = real!("open64", Open)(path.cast(), 0o101, 0o600);
            real!("close", Close)(file);
        }
    }
}

/// Whether a path is one of those that count.
unsafe fn counts(path: *const c_char) -> bool {
    // SAFETY: both end with a zero.
    variable(b"FAULT_UNDER\0").is_some_and(|under| unsafe { begins(path.cast(), under) })
}

/// Whether what is open under this number counts.
fn counts_open(file: c_int) -> bool {
    if file <= 2 {
        return false;
    }
    let mut link = *b"/proc/self/fd/0000000000\0";
    let mut rest = file;
    for place in (14..24).rev() {
        link[place] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    // The system knows no numbers with zeros before them.
    let mut short = [0_u8; 25];
    short[..14].copy_from_slice(&link[..14]);
    let from = (14..23).find(|place| link[*place] != b'0').unwrap_or(23);
    short[14..14 + 24 - from].copy_from_slice(&link[from..24]);
    let mut path = [0 as c_char; 4096];
    // SAFETY: the path has room for what is asked for, and one zero more.
    unsafe {
        let length = readlink(short.as_ptr().cast(), path.as_mut_ptr(), 4095);
        length > 0 && counts(path.as_ptr())
    }
}

fn fail(error: c_int) -> c_int {
    // SAFETY: it is this thread's own.
    unsafe { *__errno_location() = error };
    -1
}

macro_rules! of_file {
    ($kind:literal, $name:ident($file:ident $(, $more:ident: $of:ty)*) -> $result:ty) => {
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($file: c_int $(, $more: $of)*) -> $result {
            if counts_open($file) && let Some(error) = fault($kind) {
                return fail(error) as $result;
            }
            // SAFETY: the caller's.
            unsafe { real!(stringify!($name), unsafe extern "C" fn(c_int $(, $of)*) -> $result)($file $(, $more)*) }
        }
    };
}

macro_rules! of_path {
    ($kind:literal, $name:ident($path:ident $(, $more:ident: $of:ty)*)) => {
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $name($path: *const c_char $(, $more: $of)*) -> c_int {
            // SAFETY: a path ends with a zero.
            if unsafe { counts($path) } && let Some(error) = fault($kind) {
                return fail(error);
            }
            // SAFETY: the caller's.
            unsafe { real!(stringify!($name), unsafe extern "C" fn(*const c_char $(, $of)*) -> c_int)($path $(, $more)*) }
        }
    };
}

of_file!(b"write:\0", write(file, from: *const c_void, count: usize) -> isize);
of_file!(b"write:\0", writev(file, from: *const c_void, count: c_int) -> isize);
of_file!(b"read:\0", read(file, into: *mut c_void, count: usize) -> isize);
of_file!(b"sync:\0", fsync(file) -> c_int);
of_file!(b"lock:\0", flock(file, how: c_int) -> c_int);
of_path!(b"rename:\0", rename(from, to: *const c_char));
of_path!(b"folder:\0", mkdir(path, mode: u32));
of_path!(b"remove:\0", unlink(path));

/// Opening to read and opening to write are kinds of their own; so are files without a name.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn open64(path: *const c_char, flags: c_int, mode: u32) -> c_int {
    const UNNAMED: c_int = 0o20_000_000;
    let kind: &[u8] = match flags {
        _ if flags & UNNAMED != 0 => b"unnamed:\0",
        _ if flags & 3 != 0 => b"create:\0",
        _ => b"open:\0",
    };
    // SAFETY: a path ends with a zero.
    if unsafe { counts(path) }
        && let Some(error) = fault(kind)
    {
        return fail(error);
    }
    // SAFETY: the caller's.
    unsafe {
        real!(
            "open64",
            unsafe extern "C" fn(*const c_char, c_int, u32) -> c_int
        )(path, flags, mode)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn pthread_create(
    thread: *mut c_void,
    how: *const c_void,
    work: *const c_void,
    given: *mut c_void,
) -> c_int {
    type Create =
        unsafe extern "C" fn(*mut c_void, *const c_void, *const c_void, *mut c_void) -> c_int;
    // A thread of Rust's has a stack of a size that was asked for; those of graphics drivers have not, and are not ours to fail.
    match (!how.is_null()).then(|| fault(b"thread:\0")).flatten() {
        Some(error) => error,
        // SAFETY: the caller's.
        None => unsafe { real!("pthread_create", Create)(thread, how, work, given) },
    }
}

/// Hours that the clock has jumped ahead so far.
static AHEAD: AtomicI64 = AtomicI64::new(0);

#[unsafe(no_mangle)]
pub unsafe extern "C" fn clock_gettime(clock: c_int, time: *mut [c_long; 2]) -> c_int {
    type Get = unsafe extern "C" fn(c_int, *mut [c_long; 2]) -> c_int;
    // SAFETY: the caller's.
    let got = unsafe { real!("clock_gettime", Get)(clock, time) };
    // SAFETY: a variable ends with a zero.
    let jumps =
        variable(b"FAULT\0").is_some_and(|fault| unsafe { begins(fault, b"clock\0".as_ptr()) });
    if jumps && got == 0 && clock <= 1 {
        let call = CALLS.fetch_add(1, Relaxed);
        let years = if call % 2 == 0 { -10 } else { 10 };
        let by = match clock {
            0 => years * 365 * 24 * 3600,
            _ if call % 50 == 0 => 3600 * (AHEAD.fetch_add(1, Relaxed) + 1),
            _ => 3600 * AHEAD.load(Relaxed),
        };
        // SAFETY: the call has written a time there.
        unsafe { (*time)[0] += by as c_long };
        hit();
    }
    got
}

/// A function that a graphics driver gives by its name, and the one that stands in front of it.
struct OfGl {
    name: &'static [u8],
    ours: *mut c_void,
    real: AtomicUsize,
}

// SAFETY: the address of a function, which nobody writes to.
unsafe impl Sync for OfGl {}

macro_rules! of_gl {
    ($($place:literal $name:literal $ours:ident($($given:ident: $of:ty),*) $(-> $result:ty)?, $fails:expr;)*) => {
        $(
            unsafe extern "C" fn $ours($($given: $of),*) $(-> $result)? {
                // SAFETY: the driver's function has this type; the rest is the caller's.
                unsafe {
                    let real = OF_GL[$place].real.load(Relaxed);
                    let real: unsafe extern "C" fn($($of),*) $(-> $result)? = core::mem::transmute(real);
                    let real = || real($($given),*);
                    let fails: unsafe fn(&dyn Fn() $(-> $result)?, $($of),*) $(-> $result)? = $fails;
                    fails(&real, $($given),*)
                }
            }
        )*
        static OF_GL: [OfGl; 9] = [$(OfGl {
            name: concat!($name, "\0").as_bytes(),
            ours: $ours as *mut c_void,
            real: AtomicUsize::new(0),
        }),*];
    };
}

of_gl! {
    0 "glGenTextures" textures(count: c_int, into: *mut u32), no_names;
    1 "glGenBuffers" buffers(count: c_int, into: *mut u32), no_names;
    2 "glGenVertexArrays" arrays(count: c_int, into: *mut u32), no_names;
    3 "glGenFramebuffers" framebuffers(count: c_int, into: *mut u32), no_names;
    4 "glCreateShader" shader(kind: u32) -> u32, |real, _| if refused() { 0 } else { real() };
    5 "glCreateProgram" program() -> u32, |real| if refused() { 0 } else { real() };
    6 "glGetShaderiv" of_shader(id: u32, what: u32, into: *mut c_int), |real, _, what, into| {
        status(real, what == 0x8B81, into);
    };
    7 "glGetProgramiv" of_program(id: u32, what: u32, into: *mut c_int), |real, _, what, into| {
        status(real, what == 0x8B82, into);
    };
    8 "glCheckFramebufferStatus" framebuffer(target: u32) -> u32, |real, _| if refused() { 0x8CDD } else { real() };
}

fn refused() -> bool {
    fault(b"gl:\0").is_some()
}

unsafe fn no_names(real: &dyn Fn(), count: c_int, into: *mut u32) {
    match refused() {
        // SAFETY: the caller has room for so many.
        true => unsafe { into.write_bytes(0, count as usize) },
        false => real(),
    }
}

/// Whether something was compiled or linked.
fn status(real: &dyn Fn(), counts: bool, into: *mut c_int) {
    real();
    if counts && refused() {
        // SAFETY: the driver has just written there.
        unsafe { *into = 0 };
    }
}

unsafe fn same(one: *const c_char, other: &[u8]) -> bool {
    // SAFETY: both end with a zero.
    unsafe { begins(one.cast(), other.as_ptr()) && *one.add(other.len() - 1) == 0 }
}

/// What is asked for its functions by name, and the driver's own answers: one driver, the last to be asked. Who asks for what
/// stands behind it (`RTLD_NEXT`) gets what stands behind this library.
macro_rules! driver {
    ($($name:literal $ours:ident $real:ident;)*) => {
        $(
            static $real: AtomicUsize = AtomicUsize::new(0);

            unsafe extern "C" fn $ours(name: *const c_char) -> *mut c_void {
                type Ask = unsafe extern "C" fn(*const c_char) -> *mut c_void;
                // SAFETY: the driver's function has this type, and a name ends with a zero.
                unsafe {
                    let given = core::mem::transmute::<usize, Ask>($real.load(Relaxed))(name);
                    match OF_GL.iter().find(|of_gl| same(name, of_gl.name)) {
                        Some(of_gl) if !given.is_null() => {
                            of_gl.real.store(given as usize, Relaxed);
                            of_gl.ours
                        }
                        _ => given,
                    }
                }
            }
        )*

        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void {
            // SAFETY: the caller's.
            let found = unsafe { find(library, name) };
            $(
                // SAFETY: a name ends with a zero.
                if !found.is_null() && unsafe { same(name, concat!($name, "\0").as_bytes()) } {
                    $real.store(found as usize, Relaxed);
                    return $ours as *mut c_void;
                }
            )*
            found
        }
    };
}

driver! {
    "eglGetProcAddress" by_egl REAL_EGL;
    "glXGetProcAddress" by_glx REAL_GLX;
    "glXGetProcAddressARB" by_glx_arb REAL_GLX_ARB;
}
