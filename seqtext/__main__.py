"""`python -m seqtext` is the command `seqtext`."""

from seqtext_cli.main import main

if __name__ == "__main__":
    main(prog_name="seqtext")
