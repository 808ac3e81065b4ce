package io.tidegate.gateway.config;

import io.tidegate.media.Nullable;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Text to YAML 1.2 nodes with line numbers, within limits. Nodes that the text names twice are one
/// and the same, so aliases of aliases cost nothing here. Stateless.
public final class YamlText {
  /// An export of ten thousand routes, which writes what a person leaves out.
  private static final int MAX_LETTERS = 16 << 20;

  /// Routes need six; the composer calls itself once a level, so it must not be asked for many.
  static final int MAX_DEPTH = 32;

  /// As many as the library takes by itself.
  private static final int MAX_ALIASES = 50;

  private YamlText() {}

  /// The root of the only document, null of an empty text.
  ///
  /// @param name what messages call the text
  public static @Nullable Node compose(String name, String text) throws ConfigException {
    return compose(name, text, MAX_ALIASES);
  }

  /// @param maxAliases of lists and mappings: whoever follows them has to count what he reads
  public static @Nullable Node compose(String name, String text, int maxAliases)
      throws ConfigException {
    LoadSettings yaml =
        LoadSettings.builder()
            .setLabel(name)
            .setCodePointLimit(MAX_LETTERS)
            .setBufferSize(text.length() + 2) // a pair of surrogates across two buffers breaks it
            .setMaxAliasesForCollections(maxAliases)
            .build();
    try {
      limitDepth(name, new Parse(yaml).parseString(text));
      return new Compose(yaml).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException notYaml) {
      int line = line(notYaml.getProblemMark());
      throw new ConfigException(name + ":" + line + ": not YAML: " + notYaml.getProblem());
    } catch (ReaderException notText) {
      String before = text.substring(0, text.offsetByCodePoints(0, notText.getPosition()));
      long line = 1 + before.chars().filter(letter -> letter == '\n').count();
      String letter = "U+%04X".formatted(notText.getCodePoint());
      throw new ConfigException(name + ":" + line + ": not YAML: the character " + letter);
    } catch (YamlEngineException notYaml) {
      throw new ConfigException(name + ": not YAML: " + firstLine(notYaml));
    }
  }

  /// Where `node` begins, counted from 1.
  public static int line(Node node) {
    return line(node.getStartMark());
  }

  /// True for a key with nothing after it.
  public static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && (scalar.getValue().isEmpty()
            || scalar.getValue().equals("null")
            || scalar.getValue().equals("~"));
  }

  private static int line(Optional<Mark> mark) {
    return mark.map(Mark::getLine).orElse(0) + 1;
  }

  private static void limitDepth(String name, Iterable<Event> events) throws ConfigException {
    int depth = 0;
    for (Event event : events) {
      if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
        throw new ConfigException(
            name
                + ":"
                + line(event.getStartMark())
                + ": expected no more than "
                + MAX_DEPTH
                + " levels");
      }
    }
  }

  private static String firstLine(Exception problem) {
    String message = String.valueOf(problem.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
