"use strict";
// node s3rver.cjs FOLDER: an S3 server of others (s3rver) behind a door that looks at signatures, as
// s3rver does not look at those of version 4: each is made once more by aws4, and compared; so is
// the SHA-256 of what is sent. Prints its port. Keys: S3RVER, S3RVER.
const crypto = require("crypto");
const http = require("http");
const aws4 = require("aws4");
const S3rver = require("s3rver");

const KEYS = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };

/** What is wrong with a request; null for nothing. */
function fault(request, body) {
  const given = { method: request.method, service: "s3", region: "us-east-1", headers: {} };
  const signature = /[?&]X-Amz-Signature=([^&]*)/.exec(request.url);
  if (signature) {
    const path = request.url.replace(/&X-Amz-Signature=[^&]*/, "");
    const own = aws4.sign(
      { ...given, host: request.headers.host, path, signQuery: true },
      KEYS,
    );
    return own.path.endsWith(`X-Amz-Signature=${signature[1]}`) ? null : "SignatureDoesNotMatch";
  }
  const authorization = request.headers.authorization || "";
  const names = /SignedHeaders=([^,]*)/.exec(authorization);
  if (!names) {
    return "AccessDenied";
  }
  names[1].split(";").forEach((name) => (given.headers[name] = request.headers[name]));
  const own = aws4.sign({ ...given, path: request.url }, KEYS);
  if (own.headers.Authorization !== authorization) {
    return "SignatureDoesNotMatch";
  }
  const sum = crypto.createHash("sha256").update(body).digest("hex");
  return sum === request.headers["x-amz-content-sha256"] ? null : "XAmzContentSHA256Mismatch";
}

function refuse(response, code) {
  response.writeHead(403, { "Content-Type": "application/xml" });
  response.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>`);
}

function door(port) {
  return http.createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const wrong = fault(request, body);
      if (wrong) {
        refuse(response, wrong);
        return;
      }
      const { method, headers } = request;
      const inside = http.request({ port, method, headers, path: request.url }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      inside.end(body);
    });
  });
}

const server = new S3rver({
  port: 0,
  address: "127.0.0.1",
  directory: process.argv[2],
  silent: true,
  configureBuckets: [{ name: "bucket" }],
});
server.run().then((inside) => {
  const outside = door(inside.port);
  outside.listen(0, "127.0.0.1", () => console.log(`port ${outside.address().port}.`));
});
