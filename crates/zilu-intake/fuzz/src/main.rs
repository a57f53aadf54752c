//! Writes the seeds to `corpus/TARGET`, where cargo-fuzz looks for them.

use zilu_intake_fuzz::seeds::seeds;

fn main() -> std::io::Result<()> {
    for seed in seeds() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(seed.target);
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(seed.name), &seed.bytes)?;
        // Every format may also come to the door that tells formats apart.
        let folder = folder.with_file_name("recognised");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(seed.name), &seed.bytes)?;
    }
    Ok(())
}
