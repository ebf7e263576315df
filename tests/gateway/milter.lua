-- SPDX-License-Identifier: Apache-2.0
-- What miltertest (OpenDKIM) says to fumiband as a mail server, and what it is to hear. Given: port, eicar (a file).
local function must(good, what)
  if not good then error(what) end
end

local function fields_of(conn, head)
  local field = nil
  for line in (head .. "\r\n"):gmatch("(.-)\r\n") do
    if line:match("^[ \t]") then
      field = field .. "\n" .. line
    else
      if field then must(mt.header(conn, field:match("^([^:]*):%s?(.*)$")) == nil, "header") end
      field = line
    end
  end
  if field then must(mt.header(conn, field:match("^([^:]*):%s?(.*)$")) == nil, "header") end
end

local function say(conn, id, mail)
  must(mt.macro(conn, SMFIC_MAIL, "i", id) == nil, "macro")
  must(mt.mailfrom(conn, "a@example.invalid") == nil, "mailfrom")
  must(mt.getreply(conn) == SMFIR_CONTINUE, "reply to mailfrom")
  must(mt.rcptto(conn, "b@example.invalid") == nil, "rcptto")
  must(mt.getreply(conn) == SMFIR_CONTINUE, "reply to rcptto")
  must(mt.data(conn) == nil, "data")
  local head, body = mail:match("^(.-)\r\n\r\n(.*)$")
  fields_of(conn, head)
  must(mt.eoh(conn) == nil, "eoh")
  must(mt.bodystring(conn, body) == nil, "body")
  must(mt.eom(conn) == nil, "eom")
  must(mt.getreply(conn) == SMFIR_CONTINUE, "reply to eom")
end

local file = assert(io.open(eicar, "rb"))
local malicious = file:read("*a")
file:close()
local letter = "From: a@example.invalid\r\nSubject: words\r\nX-Fumiban-Verdict: clean; forged\r\n\r\nA few words.\r\n"

local conn = mt.connect("inet:" .. port .. "@127.0.0.1")
must(conn ~= nil, "connect")
must(mt.conninfo(conn, "client.example.invalid", "192.0.2.7") == nil, "conninfo")
must(mt.getreply(conn) == SMFIR_CONTINUE, "reply to conninfo")
must(mt.helo(conn, "client.example.invalid") == nil, "helo")

say(conn, "FIRST", letter)
must(mt.eom_check(conn, MT_HDRINSERT, "X-Fumiban-Verdict", " clean; level=1; score=0") or
     mt.eom_check(conn, MT_HDRINSERT, "X-Fumiban-Verdict", "clean; level=1; score=0"), "no verdict")
must(mt.eom_check(conn, MT_HDRDELETE, "X-Fumiban-Verdict"), "a forged verdict stays")
must(not mt.eom_check(conn, MT_QUARANTINE), "held without reason")
must(not mt.eom_check(conn, MT_BODYCHANGE), "a body of its own")

-- The next one on the same connection.
say(conn, "SECOND", malicious)
must(mt.eom_check(conn, MT_QUARANTINE), "malicious mail is not held")
must(mt.eom_check(conn, MT_HDRINSERT, "X-Fumiban-Verdict"), "no verdict")

-- Given up in the middle, and then once more.
must(mt.mailfrom(conn, "a@example.invalid") == nil, "mailfrom")
must(mt.abort(conn) == nil, "abort")
say(conn, "THIRD", letter)
must(not mt.eom_check(conn, MT_QUARANTINE), "held for what was given up")
mt.disconnect(conn)
