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
