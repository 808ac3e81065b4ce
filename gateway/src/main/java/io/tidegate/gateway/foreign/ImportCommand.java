package io.tidegate.gateway.foreign;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.config.RouteDocuments;
import io.tidegate.gateway.config.TextFile;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// `tidegate import FILE`: routes of another program's file as YAML of ours, notes beside it.
///
/// Exit status: 0 when routes were written, 1 when nothing could be carried over, 2 when the file
/// or the command line is wrong.
public final class ImportCommand {
  private static final String HELP =
      """
      Usage: tidegate import [--format auto|mediamtx|go2rtc] FILE

      Prints the routes that FILE, a mediamtx.yml or go2rtc.yaml, has here as YAML, and to the
      standard error what could not be carried over: line, key, why, and what to do instead. The
      YAML holds the passwords of FILE. Nothing is changed: put it into the configuration, or
      send it to /api/v1/routes/apply.\
      """;

  private ImportCommand() {}

  /// @param arguments behind the word `import`
  /// @return the exit status
  public static int run(List<String> arguments, PrintStream out, PrintStream err) {
    String name = null;
    ForeignFormat format = null;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--help") || argument.equals("-h")) {
        out.println(HELP);
        return 0;
      }
      if (argument.equals("--format")) {
        String word = ++i < arguments.size() ? arguments.get(i) : "";
        if (!ForeignFormat.WORDS.contains(word)) {
          return wrong(err, "--format: expected one of " + String.join(", ", ForeignFormat.WORDS));
        }
        format = ForeignFormat.of(word).orElse(null);
      } else if (argument.startsWith("-") || name != null) {
        return wrong(err, argument + ": unknown, see tidegate import --help");
      } else {
        name = argument;
      }
    }
    return name == null
        ? wrong(err, "expected a file, see tidegate import --help")
        : run(name, format, out, err);
  }

  private static int run(
      String name, @Nullable ForeignFormat format, PrintStream out, PrintStream err) {
    Imported imported;
    try {
      imported = ForeignRoutes.read(name, TextFile.read(name, ForeignRoutes.MAX_BYTES), format);
    } catch (IOException unreadable) {
      return wrong(err, name + ": expected a readable file: " + unreadable.getMessage());
    } catch (ConfigException refused) {
      return wrong(err, String.valueOf(refused.getMessage()));
    }
    imported.notes().forEach(note -> err.println(line(name, note)));
    err.println(
        name
            + ": "
            + imported.format().label()
            + ": "
            + imported.routes().size()
            + " routes, "
            + (imported.notes().size() + imported.notesLost())
            + " notes");
    out.print(RouteDocuments.writeYaml(imported.routes(), true));
    out.flush();
    return imported.routes().isEmpty() ? 1 : 0;
  }

  private static String line(String name, ImportNote note) {
    return "%s:%d: %s: %s: %s; instead: %s"
        .formatted(
            name, note.line(), note.key(), note.kind().label(), note.reason(), note.instead())
        .replaceAll("\\p{Cntrl}", "?")
        .replace("; instead: nothing", "");
  }

  private static int wrong(PrintStream err, String message) {
    err.println("tidegate: import: " + message);
    return 2;
  }
}
