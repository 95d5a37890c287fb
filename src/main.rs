//! The `eggbasket` program: parse, run, print the error and its remedy, exit.

use clap::Parser;
use eggbasket::cli::{self, Arguments};
use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic is a bug of ours; its text would tell a user nothing.
    std::panic::set_hook(Box::new(|_| {}));
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let outcome = std::panic::catch_unwind(|| cli::run(arguments));
    match outcome {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            eprintln!("error: {}", error.message);
            if let Some(hint) = &error.hint {
                eprintln!("hint: {hint}");
            }
            ExitCode::from(error.exit_code())
        }
        Err(_) => {
            eprintln!("error: eggbasket has a bug and stopped; nothing was written");
            eprintln!("hint: please report it with the command you ran and, if you can, the file it read");
            ExitCode::from(101)
        }
    }
}
