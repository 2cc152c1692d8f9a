"""Filters that both servers understand alike. Those about times avoid equality, which the official store misses."""

HOLDING = """
CaseInt = 3
CaseInt != 3
CaseInt >= 3 AND CaseInt < 5
CaseInt BETWEEN 1 AND 3
CaseInt NOT BETWEEN 1 AND 3
CaseInt IN (1, 2)
CaseInt NOT IN (1, 2)
CaseInt IS NULL
CaseInt IS NOT NULL
CaseInt = 3.0
CaseInt = -3
NOT CaseInt = 3
NOT CaseInt IS NULL
NOT (CaseInt = 1 AND CaseKeyword = 'kw-2')
NOT (CaseInt = 1 OR CaseKeyword = 'kw-2')
CaseDouble = 1.5
CaseDouble > 2
CaseDouble BETWEEN 1 AND 2.6
CaseDouble = 25e-1
CaseBool = true
CaseBool != TRUE
CaseBool > false
CaseTime > '2020-01-02T12:00:00Z'
CaseTime > '2020-01-02T00:00:00.5+01:00'
CaseTime < 1577923200500000000
CaseTime IS NULL
CaseKeyword = "kw-1"
CaseKeyword > 'kw-1'
CaseKeyword IN ('kw-1', 'kw-3')
CaseKeyword STARTS_WITH 'kw'
CaseKeyword NOT STARTS_WITH 'kw-1'
CaseKeyword starts_with 'k'
CaseKeyword BETWEEN 'kw-1' AND 'kw-2'
CaseKeyword = 'KW-1'
CaseWords = 'b'
CaseWords != 'w1'
CaseWords IN ('w1', 'w2')
CaseWords NOT IN ('w1', 'w2')
CaseWords IS NULL
NOT CaseWords = 'w1'
CaseText = 'HELLO'
CaseText = 'world1'
CaseText = 'hello nobody'
CaseText != 'world1'
CaseText IS NULL
WorkflowType = 'Odd' OR WorkflowType = 'Even' AND CaseInt = 2
(WorkflowType = 'Odd' OR WorkflowType = 'Even') AND CaseInt = 2
NOT WorkflowType = 'Odd'
`WorkflowType` = 'Odd'
CaseInt = 1 && CaseBool = true || CaseInt = 4
CaseInt <> 3
ExecutionStatus = 'Running'
ExecutionStatus = 5
ExecutionStatus = 'WORKFLOW_EXECUTION_STATUS_TERMINATED'
ExecutionStatus IN ('Running', 'Completed')
ExecutionStatus NOT IN ('Running')
ExecutionStatus != 'Running'
CloseTime IS NULL
CloseTime > '2020-01-01T00:00:00Z'
StartTime > '2020-01-01T00:00:00Z' AND StartTime < '2100-01-01T00:00:00+02:00'
StartTime < '2020-01-01T00:00:00Z'
ExecutionTime > '2020-01-01T00:00:00Z'
ExecutionDuration >= '0s'
ExecutionDuration < '1h30m'
ExecutionDuration < '01:00:00'
ExecutionDuration < '1d2h'
ExecutionDuration < 3600000000000
ExecutionDuration IS NULL
HistoryLength > 1
HistoryLength IS NULL
RunId IS NOT NULL
ParentWorkflowId IS NULL
RootWorkflowId IS NOT NULL
BatcherUser IS NULL
TemporalNamespaceDivision IS NULL
TemporalScheduledById = 'x'
CaseInt = 3 -- comment
CaseInt = 3 /* comment */
CaseInt = 3 GROUP BY ExecutionStatus
""".strip().splitlines()

REFUSED = """
Nope = 1
workflowid = 'x'
'WorkflowId' = 'x'
a.b.c = 1
CaseInt = '3'
CaseInt = true
CaseInt STARTS_WITH '1'
CaseInt = CaseDouble
CaseInt = NULL
CaseInt = 1 + 2
CaseInt = (3)
(CaseInt) = 3
3 = CaseInt
CaseInt = ABS(3)
CaseInt = 0x10
CaseInt
CaseInt =
= 3
AND
CaseInt 3
(CaseInt = 3
CaseInt = 3)
CaseInt = 'x
CaseInt == 3
CaseInt <=> 3
CaseInt = 3 XOR CaseInt = 4
CaseInt IS TRUE
! (CaseInt = 3)
CaseBool = 'true'
CaseBool BETWEEN true AND false
CaseDouble = 'x'
CaseTime > '2020-01-02'
CaseTime > '2020-01-02T00:00:00'
CaseTime > 1577923200.5
CaseKeyword = 1
CaseKeyword = kw-1
CaseKeyword = `kw-1`
CaseKeyword LIKE 'kw%'
CaseKeyword REGEXP 'kw'
CaseKeyword IN ()
CaseKeyword IN ('kw-1', 2)
CaseWords STARTS_WITH 'a'
CaseWords > 'a'
CaseWords BETWEEN 'a' AND 'b'
CaseText IN ('hello')
CaseText > 'a'
CaseText = ''
ExecutionStatus = 'running'
ExecutionStatus = 99
ExecutionStatus = 1.5
ExecutionStatus STARTS_WITH 'Running'
ExecutionDuration < '1w'
ExecutionDuration < 1.5
StartTime > now()
CaseInt = 3 ORDER BY CaseInt
CaseInt = 3 LIMIT 2
SELECT * FROM x
CaseInt = 3; DROP TABLE x
""".strip().splitlines()
