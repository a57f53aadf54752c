//! The web server over a tiny company, asked without a port.

mod book;
mod company;
mod exports;
mod hostile;
mod intake;
mod json;
mod pages;
mod random;
mod security;
mod texts;
