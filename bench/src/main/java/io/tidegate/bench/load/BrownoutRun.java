package io.tidegate.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Viewers that come one by one, whenever they like, and stay for two seconds, at a gateway under
/// load: what is refused beside what was to be, and whether the ladder comes down again.
/// `bench/load brownout` runs it beside viewers that stay.
public final class BrownoutRun {
  private static final long SEED = 20_261_122;
  private static final long STAY_MS = 2_000;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MOST_APART = 0.01;
  private static final int MOST_SECONDS_DOWN = 300;

  private final int port;
  private final LongAdder asked = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  private BrownoutRun(int port) {
    this.port = port;
  }

  /// `HTTP-PORT VIEWERS-PER-SECOND SECONDS`; exit status 1 when the shares are more than 1 % apart,
  /// or the ladder did not move.
  public static void main(String... words) throws IOException, InterruptedException {
    BrownoutRun run = new BrownoutRun(Integer.parseInt(words[0]));
    if (!run.judge(Double.parseDouble(words[1]), Integer.parseInt(words[2]))) {
      System.exit(1);
    }
  }

  private boolean judge(double perSecond, int seconds) throws IOException, InterruptedException {
    try (ApiClient api = new ApiClient(port);
        ExecutorService viewers = Executors.newVirtualThreadPerTaskExecutor()) {
      come(api, viewers, perSecond, seconds);
      String load = api.get("/load");
      double target = number(load, "toRefuse") / number(load, "asked");
      double share = totalRefused(load) / number(load, "asked");
      System.out.printf(
          Locale.ROOT,
          "asked %d (seen here %d, %d MB), refused %.2f %%, to be refused %.2f %%, seen here %.2f"
              + " %% with those of the last step%n",
          (long) number(load, "asked"),
          asked.sum(),
          bytes.sum() >> 20,
          share * 100,
          target * 100,
          100.0 * refused.sum() / asked.sum());
      boolean holds = Math.abs(share - target) <= MOST_APART && target > 0;
      return comesDown(api) && holds;
    }
  }

  private void come(ApiClient api, ExecutorService viewers, double perSecond, int seconds)
      throws IOException, InterruptedException {
    Random random = new Random(SEED);
    long begin = System.nanoTime();
    long due = begin;
    long told = 0;
    while (due - begin < seconds * NANOS_PER_SECOND) {
      due += (long) (-Math.log(1 - random.nextDouble()) / perSecond * NANOS_PER_SECOND);
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      viewers.execute(this::view);
      long second = (long) ((due - begin) / NANOS_PER_SECOND) / 5;
      if (second > told) {
        told = second;
        tell(second * 5, api.get("/load"));
      }
    }
  }

  private static void tell(long second, String load) {
    System.out.printf(
        Locale.ROOT,
        "%3d s: %-10s pressure %.2f cpu %.0f %% rate %.0f/s asked %.0f/s to refuse %.1f %% refused"
            + " %.1f %%%n",
        second,
        step(load),
        number(load, "pressure"),
        number(load, "cpuPercent"),
        number(load, "viewersPerSecond"),
        number(load, "askedPerSecond"),
        number(load, "refusalTarget") * 100,
        number(load, "refused") * 100);
  }

  /// One that watches for a while, if it may.
  private void view() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request = "GET /live/s0.flv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String status = new String(socket.getInputStream().readNBytes(12), US_ASCII);
      asked.increment();
      if (!status.endsWith("200")) {
        refused.increment();
        return;
      }
      long end = System.currentTimeMillis() + STAY_MS;
      byte[] some = new byte[65_536];
      int read = 0;
      while (read >= 0 && System.currentTimeMillis() < end) {
        bytes.add(read);
        read = socket.getInputStream().read(some);
      }
    } catch (IOException _) {
      asked.increment();
      refused.increment();
    }
  }

  /// Once nobody comes any more.
  private static boolean comesDown(ApiClient api) throws IOException, InterruptedException {
    for (int second = 0; second < MOST_SECONDS_DOWN; second++) {
      if (step(api.get("/load")).equals("normal")) {
        String events = api.get("/events?kind=load");
        Matcher steps = Pattern.compile("\"to\":\"(\\w+)\"").matcher(events);
        StringBuilder all = new StringBuilder();
        steps.results().forEach(found -> all.insert(0, found.group(1) + " "));
        System.out.println("steps: " + all + "after " + second + " s without new viewers");
        return !all.isEmpty();
      }
      LockSupport.parkNanos((long) NANOS_PER_SECOND);
    }
    System.out.println("the ladder did not come down");
    return false;
  }

  private static String step(String load) {
    Matcher step = Pattern.compile("\"step\":\"(\\w+)\"").matcher(load);
    return step.find() ? step.group(1) : "";
  }

  private static double totalRefused(String load) {
    return number(load.substring(load.indexOf("\"totals\"")), "refused");
  }

  private static double number(String load, String name) {
    Matcher number = Pattern.compile("\"" + name + "\":(-?[0-9.E-]+)").matcher(load);
    if (!number.find()) {
      throw new IllegalStateException("no " + name + " in " + load);
    }
    return Double.parseDouble(number.group(1));
  }
}
