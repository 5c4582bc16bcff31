//! What the process holds of the system's memory.

/// Hands back to the system what is held for later and used by nothing. glibc keeps what was freed, by each thread that ever
/// reserved any: after some runs of large models more than what is in use. Elsewhere nothing is to be done.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // As glibc's malloc.h declares it: any thread may call it at any time.
        unsafe extern "C" {
            safe fn malloc_trim(keep: usize) -> std::ffi::c_int;
        }
        malloc_trim(0);
    }
}

/// Has all threads reserve in one place, and what is large by itself, so that it goes back when it is freed. glibc otherwise gives
/// each thread its own, and keeps in each what the next thread cannot use: the more, the more often data are changed. What trains reserves nothing from step to step, so that nobody waits for that place.
pub fn keep_together() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // As glibc's malloc.h declares it: any thread may call it at any time.
        unsafe extern "C" {
            safe fn mallopt(which: std::ffi::c_int, value: std::ffi::c_int) -> std::ffi::c_int;
        }
        /// `M_ARENA_MAX` and `M_MMAP_THRESHOLD` of glibc's malloc.h.
        const ARENAS: std::ffi::c_int = -8;
        const BY_ITSELF: std::ffi::c_int = -3;
        mallopt(ARENAS, 1);
        mallopt(BY_ITSELF, 4 << 20);
    }
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::*;

    /// What the process holds, in megabytes.
    fn held() -> usize {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS"));
        let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
        number.unwrap() / 1024
    }

    #[test]
    fn what_was_freed_below_something_in_use_goes_back_to_the_system() {
        let pieces: Vec<Vec<u8>> = (0..100_000).map(|_| vec![1; 4096]).collect();
        let last = vec![1_u8; 4096];
        drop(pieces);
        let before = held();
        give_back();
        let after = held();
        // Other tests reserve something meanwhile, but not as much.
        assert!(after + 100 < before, "{before} MB, then {after} MB");
        assert_eq!(last[4095], 1);
    }
}
