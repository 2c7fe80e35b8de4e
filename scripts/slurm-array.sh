#!/bin/bash
# Runs the jobs of an experiment as a Slurm job array, one share a task, without a queue server. From the repository:
#
#   npm run experiment -- --model lstm-vae --data DATA --jobs jobs.json
#   sbatch --array=1-100 scripts/slurm-array.sh jobs.json /shared/results 100
#   npm run experiment -- --model lstm-vae --data DATA --store /shared/results     # tables, from the store
#
# Submitted again, it runs only what is missing; a single task too, as with --array=9, for its share does not depend on which
# others are submitted. What follows the number of shares goes to the worker, such as --workers 2. The repository, DATA and the
# store lie on a file system that all nodes see.
#SBATCH --job-name=telltale
#SBATCH --cpus-per-task=2
#SBATCH --mem=4G
#SBATCH --time=04:00:00
# "B:" sends the signal to the batch shell, which is the worker by then. Without it only job steps get it, and this
# script starts no job step.
#SBATCH --signal=B:TERM@30
set -euo pipefail

if [ "$#" -lt 3 ]; then
  echo "usage: sbatch --array=1-N $0 JOBS_FILE STORE_FOLDER N [WORKER_OPTIONS...]" >&2
  exit 2
fi
: "${SLURM_ARRAY_TASK_ID:?expected a job array: sbatch --array=1-N}"

jobs=$1 store=$2 shares=$3
shift 3
export TF_NUM_INTRAOP_THREADS=${SLURM_CPUS_PER_TASK:-1}
export TF_NUM_INTEROP_THREADS=1

# Slurm runs a copy of this script in another folder, so its path does not tell where the repository is.
cd "${SLURM_SUBMIT_DIR:-.}"
exec node --import ./scripts/typescript.mjs scripts/worker.ts \
  --jobs "$jobs" --store "$store" --slice "$SLURM_ARRAY_TASK_ID/$shares" "$@"
