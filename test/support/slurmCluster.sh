#!/bin/sh
# A whole Slurm on one machine for tests: munged, slurmctld and one or more virtual nodes, as whoever calls (root or
# not), without systemd, cgroups, accounting or a database. Debian: slurmctld slurmd slurm-client munge (22.05 to 24.11).
#
#   slurmCluster.sh up [NODES]   starts it (idempotent) and prints `export SLURM_CONF=...`; NODES: 2
#   slurmCluster.sh down         ends it: jobs, daemons, state
#   slurmCluster.sh status       says what lives
#   slurmCluster.sh kill-node N | start-node N     a node dies (with its jobs' processes) and comes back
#   slurmCluster.sh freeze-node N | wake-node N    a node stands still with all that runs there, and goes on
#   slurmCluster.sh kill-ctld   | start-ctld       the controller dies and comes back (state is kept)
#   slurmCluster.sh install  what the script needs, by apt
#
# Environment: SLURM_HOME (bioce-slurm in the temporary folder), SLURM_PORT (17817 and the following NODES+1).
set -eu
home=${SLURM_HOME:-${TMPDIR:-/tmp}/bioce-slurm}
port=${SLURM_PORT:-17817}
export SLURM_CONF="$home/slurm.conf"
me=$(id -un)
host=$(hostname -s)
PATH=$PATH:/usr/sbin:/sbin

pid_of() { cat "$home/run/$1.pid" 2>/dev/null || echo; }
is_up() { p=$(pid_of "$1"); [ -n "$p" ] && kill -0 "$p" 2>/dev/null; }
wait_for() { # seconds, then a command: until it is true
  end=$(( $(date +%s) + $1 )); shift
  until "$@" >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$end" ] || { echo "waited in vain for: $*" >&2; return 1; }
    sleep 0.1
  done
}
end() { # TERM, then KILL after 5 s; only the pid that we wrote ourselves
  p=$(pid_of "$1"); [ -n "$p" ] || return 0
  kill "${2:--TERM}" "$p" 2>/dev/null || true
  wait_for 5 sh -c "! kill -0 $p" 2>/dev/null || kill -KILL "$p" 2>/dev/null || true
  rm -f "$home/run/$1.pid"
}

start_munge() {
  is_up munge && return
  [ -s "$home/munge/key" ] || (umask 077; head -c 128 /dev/urandom >"$home/munge/key")
  rm -f "$home/munge/socket"*
  force=; [ "$me" = root ] && force=--force   # otherwise munged refuses to run as root / in a folder below /tmp
  munged $force --key-file="$home/munge/key" --socket="$home/munge/socket" --log-file="$home/log/munge.log" \
    --pid-file="$home/run/munge.pid" --seed-file="$home/munge/seed" --num-threads=2
  wait_for 5 test -S "$home/munge/socket"
}

write_conf() {
  nodes=$1
  cpus=$(nproc); mb=$(awk '/MemTotal/ {print int($2/1024*0.9)}' /proc/meminfo)
  cat >"$SLURM_CONF" <<CONF
ClusterName=bioce
SlurmctldHost=$host
SlurmctldAddr=127.0.0.1
SlurmUser=$me
SlurmdUser=$me
AuthType=auth/munge
AuthInfo=socket=$home/munge/socket
CredType=cred/munge
SlurmctldPort=$port
StateSaveLocation=$home/state
SlurmctldPidFile=$home/run/slurmctld.pid
SlurmctldLogFile=$home/log/slurmctld.log
SlurmdSpoolDir=$home/spool/%n
SlurmdPidFile=$home/run/%n.pid
SlurmdLogFile=$home/log/%n.log
MpiDefault=none
SwitchType=switch/none
# no cgroup: processes are found by /proc, memory is sampled and not enforced by the kernel
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=1
JobAcctGatherParams=OverMemoryKill
# jobs of the partition urgent end those of the others
PreemptType=preempt/partition_prio
PreemptMode=CANCEL
# one graphics card a node, which is none
GresTypes=gpu
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$home/log/jobcomp.txt
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,bf_interval=1,sched_min_interval=100000,batch_sched_delay=0,default_queue_depth=1000
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
DefMemPerCPU=500
MaxArraySize=10001
MaxJobCount=20000
MinJobAge=60
KillWait=5
InactiveLimit=0
SlurmctldTimeout=10
SlurmdTimeout=10
BatchStartTimeout=10
CompleteWait=0
OverTimeLimit=0
ReturnToService=2
SlurmdParameters=config_overrides
MailProg=/bin/true
$(i=1; while [ $i -le "$nodes" ]; do
  echo "NodeName=n$i NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + i)) CPUs=$cpus RealMemory=$mb Gres=gpu:1 State=UNKNOWN"
  i=$((i + 1)); done)
PartitionName=main Nodes=ALL Default=YES MaxTime=7-00:00:00 State=UP OverSubscribe=NO
PartitionName=short Nodes=ALL MaxTime=30 State=UP
PartitionName=urgent Nodes=ALL PriorityTier=10 MaxTime=30 State=UP
CONF
  echo "NodeName=n[1-$nodes] Name=gpu File=/dev/null" >"$home/gres.conf"
}

start_ctld() { is_up slurmctld || slurmctld -i ${1:-}; wait_for 10 scontrol ping; }
start_node() { is_up "$1" || slurmd -N "$1"; }
nodes() { sed -n 's/^NodeName=\(n[0-9]*\) .*/\1/p' "$SLURM_CONF" 2>/dev/null; }
# the process ids of what supervises the jobs of a node: of our cluster, for there may be others on this machine
steps_of() {
  for job in "$home/spool/$1"/job[0-9]*; do
    [ -e "$job" ] || continue
    id=$(basename "$job" | sed 's/^job0*//')
    for step in $(pgrep -f "^slurmstepd: \\[$id\\." || true); do
      ! grep -qzF "SLURM_CONF=$SLURM_CONF" "/proc/$step/environ" || echo "$step"
    done
  done
}
family_of() { # a process and all that it started
  echo "$1"
  for child in $(pgrep -P "$1" || true); do family_of "$child"; done
}
# a controller saves what it knows every few seconds, and would forget the latest jobs
all_saved() { squeue -h --states=all -o %j | while read -r name; do grep -qaF "$name" "$home/state/job_state" || return 1; done; }
all_idle() { ! sinfo -h -N -o %T | grep -qvE '^(idle|mixed|allocated)$'; }

case ${1:-up} in
up)
  mkdir -p "$home/run" "$home/log" "$home/state" "$home/spool" "$home/munge"
  chmod 755 "$home" "$home/munge"; chmod 700 "$home/state"
  start_munge
  is_up slurmctld || write_conf "${2:-2}"
  start_ctld
  for n in $(nodes); do mkdir -p "$home/spool/$n"; start_node "$n"; done
  wait_for 15 all_idle
  echo "export SLURM_CONF=$SLURM_CONF"
  ;;
down)
  [ -e "$SLURM_CONF" ] || exit 0
  if is_up slurmctld; then
    scancel --user "$me" 2>/dev/null || true
    wait_for 8 sh -c '! squeue -h | grep -q .' || scancel --signal=KILL --user "$me" || true
  fi
  for n in $(nodes); do end "$n"; done
  end slurmctld; end munge
  rm -rf "$home"
  ;;
kill-node) # as a machine that loses its power: its daemon, the steps of its jobs, and what they started
  end "$2" -KILL
  for step in $(steps_of "$2"); do pkill -KILL -s "$(ps -o sid= -p "$step" | tr -d ' ')" || true; done ;;
freeze-node)
  for process in $(pid_of "$2") $(for step in $(steps_of "$2"); do family_of "$step"; done); do
    kill -STOP "$process" && echo "$process"
  done >"$home/run/frozen.$2" ;;
wake-node)
  for process in $(cat "$home/run/frozen.$2"); do kill -CONT "$process" 2>/dev/null || true; done
  wait_for 30 all_idle ;;
start-node) start_node "$2"; wait_for 15 all_idle ;;
kill-ctld) wait_for 15 all_saved; end slurmctld -KILL ;;
start-ctld) start_ctld; wait_for 30 all_idle ;;
status) for d in munge slurmctld $(nodes); do is_up "$d" && echo "$d up" || echo "$d down"; done; sinfo -N 2>&1 || true ;;
install)
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d; chmod +x /usr/sbin/policy-rc.d # start no service
  apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends slurmctld slurmd slurm-client munge
  rm -f /usr/sbin/policy-rc.d ;;
*) sed -n '2,14p' "$0" >&2; exit 2 ;;
esac
