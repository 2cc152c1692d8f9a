//! The random seed of a run: SipHash-1-3 of its id, with zero keys.
//!
//! Wire: the official SDK derives its seeds the same way. A workflow whose random values reach the
//! history (a child's generated id, say) replays on either SDK only if the seeds are equal.

/// The seed for a run id.
#[must_use]
pub fn random_seed(run_id: &str) -> u64 {
    // The text is hashed with a closing 0xff byte, as Rust hashes text.
    let mut bytes = Vec::with_capacity(run_id.len() + 1);
    bytes.extend_from_slice(run_id.as_bytes());
    bytes.push(0xff);
    siphash_1_3(&bytes)
}

fn siphash_1_3(bytes: &[u8]) -> u64 {
    let mut v = [
        0x736f_6d65_7073_6575_u64,
        0x646f_7261_6e64_6f6d,
        0x6c79_6765_6e65_7261,
        0x7465_6462_7974_6573,
    ];
    let (blocks, rest) = bytes.as_chunks::<8>();
    for block in blocks {
        absorb(&mut v, u64::from_le_bytes(*block));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    absorb(&mut v, u64::from_le_bytes(last) | (bytes.len() as u64) << 56);
    v[2] ^= 0xff;
    for _ in 0..3 {
        round(&mut v);
    }
    v[0] ^ v[1] ^ v[2] ^ v[3]
}

fn absorb(v: &mut [u64; 4], word: u64) {
    v[3] ^= word;
    round(v);
    v[0] ^= word;
}

fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_those_of_the_official_sdk() {
        for (run_id, seed) in [
            ("01a20050-fc10-77b3-9272-9006a15cb8a5", 13_515_195_982_535_301_972),
            ("01a20051-16f8-7949-b062-3a93e8dc4c2d", 1_733_285_039_695_186_745),
            ("16768a23-d967-4ab6-baa4-92917afabda0", 4_028_666_358_336_725_572),
        ] {
            assert_eq!(random_seed(run_id), seed, "{run_id}");
        }
    }
}
