#!/usr/bin/env bash
# What a branch changes in rule files, as Markdown for the pull request: review.sh BASE [FOLDER]
# BASE is where the branch began (a branch, a tag or a commit), FOLDER the folder of the rules.
set -euo pipefail
base=$(git merge-base "$1" HEAD)
folder=${2:-.}
if git diff --quiet "$base" HEAD -- "$folder/*.seg" "$folder/**/*.seg"; then
  echo "No rule file is changed."
else
  # 1 means that something changed that somebody should look at: this only tells of it.
  segdsl diff "$base:$folder" "$folder" --format markdown || [ $? -eq 1 ]
fi
