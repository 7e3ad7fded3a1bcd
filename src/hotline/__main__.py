"""`python -m hotline …` is the same as the `hotline` command."""

from hotline.project.cli import main

if __name__ == "__main__":
    main()
