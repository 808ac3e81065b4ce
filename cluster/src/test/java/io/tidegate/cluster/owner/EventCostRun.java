package io.tidegate.cluster.owner;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import com.sun.management.OperatingSystemMXBean;
import io.tidegate.cluster.member.Lease;
import io.tidegate.cluster.member.Leases;
import io.tidegate.cluster.member.Membership;
import io.tidegate.cluster.member.TestMembers;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// What the directory of a cluster costs for each thing that happens, in processor time of all
/// members together, which are in one process and without tunnels: the figures of docs/scale.md.
/// `EventCostRun TIMES`.
final class EventCostRun {
  private static final int NETWORK = 92;

  /// Marks of a page of a node with 1,000 streams.
  private static final int PAGE_CHARACTERS = 2000;

  private static final Duration LONG = Duration.ofHours(1);
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private EventCostRun() {}

  public static void main(String[] args) throws Exception {
    int times = Integer.parseInt(args[0]);
    for (int nodes : List.of(1_000, 100, 10)) {
      choosing(nodes, times);
    }
    int network = NETWORK;
    for (int count : List.of(2, 4, 6)) {
      try (TestMembers members = new TestMembers(network++)) {
        List<Membership> all = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
          int[] others = IntStream.range(1, number).toArray();
          all.add(members.start(number, others));
        }
        pages(all, times);
        leases(all, times);
      }
    }
    System.exit(0);
  }

  private static void choosing(int nodes, int times) {
    List<Candidate> candidates =
        IntStream.rangeClosed(1, nodes)
            .mapToObj(node -> new Candidate(node, 1, false, Set.of()))
            .toList();
    int[] share = new int[nodes + 1];
    long begun = 0;
    for (int i = -times; i < times; i++) { // the first half is for the compilers
      if (i == 0) {
        begun = SYSTEM.getProcessCpuTime();
      }
      int node = Rendezvous.choose("live/cam" + i, Set.of(), candidates).orElseThrow();
      share[node]++;
    }
    double micros = (SYSTEM.getProcessCpuTime() - begun) / 1e3 / times;
    System.out.printf(
        "choose among %d: %.1f µs; %d streams: most at a node %d, mean %.1f%n",
        nodes, micros, 2 * times, IntStream.of(share).max().orElseThrow(), 2.0 * times / nodes);
  }

  private static void pages(List<Membership> all, int times) throws InterruptedException {
    LongAdder heard = new LongAdder();
    for (Membership one : all) {
      IMap<String, String> map = one.map("stream-marks");
      map.addEntryListener((EntryAddedListener<String, String>) event -> hear(heard, event), true);
      map.addEntryListener(
          (EntryUpdatedListener<String, String>) event -> hear(heard, event), true);
    }
    IMap<String, String> map = all.getFirst().map("stream-marks");
    String page = "x".repeat(PAGE_CHARACTERS);
    for (int i = 0; i < times; i++) {
      map.set("1:" + i % 32, page + i);
    }
    await(heard, times * (long) all.size());
    long begun = SYSTEM.getProcessCpuTime();
    for (int i = 0; i < times; i++) {
      map.set("1:" + i % 32, page + i);
    }
    await(heard, 2L * times * all.size());
    tell("page of marks", all.size(), begun, times);
  }

  private static void hear(LongAdder heard, EntryEvent<String, String> event) {
    if (event.getValue().length() >= PAGE_CHARACTERS) {
      heard.increment();
    }
  }

  private static void await(LongAdder heard, long wanted) throws InterruptedException {
    while (heard.sum() < wanted) {
      Thread.sleep(10);
    }
  }

  private static void leases(List<Membership> all, int times) {
    Leases leases = new Leases(all.getFirst(), "owner", LONG);
    long begun = 0;
    for (int i = -times; i < times; i++) {
      if (i == 0) {
        begun = SYSTEM.getProcessCpuTime();
      }
      boolean ignored = leases.put("live/cam" + i % 1000, times + i, "a value of a lease");
    }
    tell("lease taken", all.size(), begun, times);
    if (leases.find("live/cam1").map(Lease::epoch).isEmpty()) {
      throw new IllegalStateException("the lease is not there");
    }
  }

  private static void tell(String what, int members, long begun, int times) {
    double micros = (SYSTEM.getProcessCpuTime() - begun) / 1e3 / times;
    System.out.printf("%s, %d members: %.0f µs of all of them%n", what, members, micros);
  }
}
