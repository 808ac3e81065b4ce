package io.tidegate.gateway.host;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/// The program `bin/tidegate-host`, which systemd starts as root for each connection of its socket:
/// one line of JSON with a `verb` comes in, one goes out.
///
/// Exit status: 0 when a request was answered, refusals too; 1 when something failed, or was
/// refused in plain words; 2 when the command line is wrong.
public final class HostMain {
  private static final String USAGE =
      """
      Usage: tidegate-host                    answers one request of its input
             tidegate-host --peer N-PID-UID   the same, of root or the gateway's own process
             tidegate-host --plain            the same; a refusal is words and status 1
             tidegate-host --revert-network ID|boot
                                              puts back what was not confirmed
        --root DIR                            the machine's files are below DIR: for tests\
      """;

  private HostMain() {}

  public static void main(String[] arguments) {
    PrintStream answers = System.out;
    // nothing that a library has to say gets into the answer
    System.setOut(System.err);
    System.exit(run(List.of(arguments), System.in, answers, System.err));
  }

  static int run(List<String> arguments, InputStream in, OutputStream out, PrintStream err) {
    Path root = Path.of("/");
    List<String> rest = arguments;
    if (rest.size() >= 2 && rest.getFirst().equals("--root")) {
      root = Path.of(rest.get(1)).toAbsolutePath();
      rest = rest.subList(2, rest.size());
    }
    HostVerbs verbs = new HostVerbs(new HostTree(root), Clock.systemUTC());
    try {
      if (rest.isEmpty()) {
        serve(verbs, in, out);
        return 0;
      }
      if (rest.size() == 2 && rest.getFirst().equals("--peer")) {
        HostPeer peer = HostPeer.parse(rest.get(1));
        if (peer == null) {
          err.println(USAGE);
          return 2;
        }
        serve(verbs, peer, in, out, err);
        return 0;
      }
      if (rest.equals(List.of("--plain"))) {
        return plain(verbs, in, err);
      }
      if (rest.size() == 2 && rest.getFirst().equals("--revert-network")) {
        boolean reverted = verbs.network().expired(rest.get(1));
        err.println(reverted ? "the network is as it was before" : "nothing waits to be confirmed");
        return 0;
      }
      err.println(USAGE);
      return 2;
    } catch (IOException | HostException problem) {
      err.println("tidegate-host: " + problem.getMessage());
      return 1;
    }
  }

  /// Reads one line, and answers it.
  static void serve(HostVerbs verbs, InputStream in, OutputStream out) throws IOException {
    out.write(HostVerbs.line(answer(verbs, in)));
    out.flush();
  }

  /// The same for whoever has connected, if he may ask: else nothing of the request is read.
  static void serve(
      HostVerbs verbs, HostPeer peer, InputStream in, OutputStream out, PrintStream err)
      throws IOException {
    try {
      peer.check(verbs.programs());
    } catch (HostException refused) {
      err.println("refused: " + refused.getMessage());
      out.write(HostVerbs.line(HostVerbs.refusal(refused)));
      out.flush();
      return;
    }
    serve(verbs, in, out);
  }

  /// For a program that knows no JSON, as the menu on the console.
  private static int plain(HostVerbs verbs, InputStream in, PrintStream err) throws IOException {
    JsonObject answer = answer(verbs, in);
    if (answer.containsKey("result")) {
      return 0;
    }
    String field = answer.getString("field");
    String words =
        (field == null || field.isEmpty() ? "" : field + ": ") + answer.getString("detail");
    err.println(words.replaceAll("\\p{Cntrl}+", " "));
    return 1;
  }

  private static JsonObject answer(HostVerbs verbs, InputStream in) throws IOException {
    byte[] request = new byte[HostVerbs.MOST_REQUEST_BYTES + 1];
    int length = 0;
    int next;
    while (length < request.length && (next = in.read()) >= 0 && next != '\n') {
      request[length++] = (byte) next;
    }
    String line = new String(request, 0, length, StandardCharsets.UTF_8);
    return length < request.length
        ? verbs.answer(line)
        : HostVerbs.refusal(HostException.invalid("", "longer than a request may be"));
  }
}
