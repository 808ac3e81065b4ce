package io.tidegate.gateway.mail;

import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Properties;
import javax.net.ssl.SSLSocketFactory;

/// Hands letters to a mail server, RFC 5321. Blocks.
final class Post {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final MailOptions options;
  private final Session session;

  /// @param tls trusts those whom the options trust
  Post(MailOptions options, SSLSocketFactory tls) {
    this.options = options;
    this.session = session(options, tls);
  }

  private static Session session(MailOptions options, SSLSocketFactory tls) {
    MailOptions.Server server = options.server();
    Properties properties = new Properties();
    String patience = Long.toString(PATIENCE.toMillis());
    properties.put("mail.transport.protocol", "smtp");
    properties.put("mail.smtp.host", server.host());
    properties.put("mail.smtp.port", Integer.toString(server.port()));
    properties.put("mail.smtp.connectiontimeout", patience);
    properties.put("mail.smtp.timeout", patience);
    properties.put("mail.smtp.writetimeout", patience);
    properties.put("mail.smtp.ssl.socketFactory", tls);
    properties.put("mail.smtp.ssl.checkserveridentity", "true");
    switch (server.security()) {
      case STARTTLS -> {
        properties.put("mail.smtp.starttls.enable", "true");
        properties.put("mail.smtp.starttls.required", "true");
      }
      case TLS -> properties.put("mail.smtp.ssl.enable", "true");
      case NONE -> {
        // as the administrator says
      }
    }
    if (options.user().isEmpty()) {
      return Session.getInstance(properties);
    }
    properties.put("mail.smtp.auth", "true");
    return Session.getInstance(
        properties,
        new Authenticator() {
          @Override
          protected PasswordAuthentication getPasswordAuthentication() {
            return new PasswordAuthentication(options.user(), options.password().text());
          }
        });
  }

  /// @throws MessagingException when the server has not taken it
  void send(Letter letter) throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress(options.from()));
    for (String to : options.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
    }
    message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
    message.setText(letter.text(), StandardCharsets.UTF_8.name());
    // nobody's vacation notice is wanted, RFC 3834 §5
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setSentDate(Date.from(Instant.now()));
    Transport.send(message);
  }
}
