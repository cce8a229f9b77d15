#!/bin/sh
# sbatch, squeue and scancel, by the name that this is called by: jobs are processes of this machine, and files in FAKE_SLURM
# say what the cluster would. Put `away` there, and the controller does not answer; `full`, and jobs wait; `refuse`, and sbatch
# says what is in it.
set -u
home=$FAKE_SLURM
if [ -e "$home/away" ]; then
  echo "$(basename "$0"): error: Unable to contact slurm controller (connect failure)" >&2
  exit 1
fi
case $(basename "$0") in
sbatch)
  [ -e "$home/refuse" ] && { cat "$home/refuse" >&2; exit 1; }
  name= output=/dev/null
  for word; do
    case $word in
    --job-name=*) name=${word#*=} ;;
    --output=*) output=${word#*=} ;;
    esac
  done
  id=1
  until mkdir "$home/jobs/$id" 2>/dev/null; do id=$((id + 1)); done
  job=$home/jobs/$id
  printf '%s\n' "$@" >"$job/arguments"
  cat >"$job/script"
  echo "$name" >"$job/name"
  echo PENDING >"$job/state"
  (
    while [ -e "$home/full" ] && [ "$(cat "$job/state")" = PENDING ]; do sleep 0.02; done
    [ "$(cat "$job/state")" = PENDING ] || exit
    echo RUNNING >"$job/state"
    env -i SLURM_JOB_ID="$id" PATH="$PATH" setsid sh "$job/script" >"$output" 2>&1 &
    echo $! >"$job/pid"
    wait $!
    code=$?
    [ "$(cat "$job/state")" = RUNNING ] || exit
    [ $code = 0 ] && echo COMPLETED >"$job/state" || echo FAILED >"$job/state"
  ) </dev/null >/dev/null 2>&1 &
  echo "$id"
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
