#!/bin/sh
# sbatch, squeue and scancel, by the name that this is called by: jobs are processes of this machine, and files in FAKE_SLURM
# say what the cluster would. Put `away` there, and the controller does not answer; `full`, and jobs wait; `refuse`, and sbatch
# says what is in it; `refuseArrays`, and it takes no arrays of jobs.
set -u
home=$FAKE_SLURM
if [ -e "$home/away" ]; then
  echo "$(basename "$0"): error: Unable to contact slurm controller (connect failure)" >&2
  exit 1
fi
# true while a task of this array waits or runs
comes_first() {
  [ -n "$1" ] || return 1
  for each in "$home"/jobs/*; do
    [ "$(cat "$each/array" 2>/dev/null)" = "$1" ] || continue
    case $(cat "$each/state") in PENDING | RUNNING) return 0 ;; esac
  done
  return 1
}
case $(basename "$0") in
sbatch)
  [ -e "$home/refuse" ] && { cat "$home/refuse" >&2; exit 1; }
  name= output=/dev/null array= after= first=
  for word; do
    case $word in
    --job-name=*) name=${word#*=} ;;
    --output=*) output=${word#*=} ;;
    --array=1-*) array=${word##*-} ;;
    --dependency=afterany:*) after=${word##*:} ;;
    esac
  done
  if [ -n "$array" ] && [ -e "$home/refuseArrays" ]; then
    echo 'sbatch: error: Batch job submission failed: Invalid job array specification' >&2
    exit 1
  fi
  script=$(cat)
  for task in $(seq "${array:-1}"); do # each of an array has a number of its own, and the first stands for all
    id=1
    until mkdir "$home/jobs/$id" 2>/dev/null; do id=$((id + 1)); done
    first=${first:-$id}
    job=$home/jobs/$id
    printf '%s\n' "$@" >"$job/arguments"
    echo "$script" >"$job/script"
    echo "$name" >"$job/name"
    [ -z "$array" ] || echo "$first" >"$job/array"
    [ -z "$after" ] || echo Dependency >"$job/reason"
    echo PENDING >"$job/state"
    (
      while { [ -e "$home/full" ] || comes_first "$after"; } && [ "$(cat "$job/state")" = PENDING ]; do sleep 0.02; done
      [ "$(cat "$job/state")" = PENDING ] || exit
      echo RUNNING >"$job/state"
      env -i SLURM_JOB_ID="$id" ${array:+SLURM_ARRAY_TASK_ID=$task} PATH="$PATH" setsid sh "$job/script" >"$output" 2>&1 &
      echo $! >"$job/pid"
      wait $!
      code=$?
      [ "$(cat "$job/state")" = RUNNING ] || exit
      [ $code = 0 ] && echo COMPLETED >"$job/state" || echo FAILED >"$job/state"
    ) </dev/null >/dev/null 2>&1 &
  done
  echo "$first"
  ;;
squeue)
  echo look >>"$home/looks"
  for job in "$home"/jobs/*; do
    [ -e "$job/state" ] || continue
    state=$(cat "$job/state") node=n1
    [ "$state" = PENDING ] && node=
    echo "$(basename "$job")|$state|$(cat "$job/reason" 2>/dev/null || echo None)|$node|$(cat "$job/name")"
  done
  ;;
scancel)
  for word; do case $word in --name=*) name=${word#*=} ;; esac; done
  for job in "$home"/jobs/*; do
    [ "$(cat "$job/name")" = "$name" ] || continue
    case $(cat "$job/state") in PENDING | RUNNING) ;; *) continue ;; esac
    echo CANCELLED >"$job/state"
    [ -e "$job/pid" ] && kill -TERM "$(cat "$job/pid")" 2>/dev/null
  done
  exit 0
  ;;
esac
