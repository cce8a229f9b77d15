import { SharedIcons } from '../ui/icon.tsx'
import { exactDay } from '../ui/time.tsx'
import { ReportCards, type ReportFacts } from './report.tsx'
import { sectionsOf } from './reportSections.ts'
import { ReportTable } from './reportTable.tsx'

/** The report as a file of its own, which needs nothing from elsewhere. @param style the rules of the site */
export function ArchivedReport({ style, ...facts }: ReportFacts & { style: string }) {
  const { study, analysis, outcome, inspection } = facts
  const title = `${study.name}: ${analysis.name}`
  return (
    <>
      {'<!doctype html>'}
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title safe>{title}</title>
          <style>{style as 'safe'}</style>
        </head>
        <body>
          <SharedIcons />
          <main>
            <header class="page-header">
              <div>
                <h1 safe>{title}</h1>
                {analysis.finishedAt ? (
                  <p class="help" safe>{`Finished ${exactDay(analysis.finishedAt)}.`}</p>
                ) : (
                  ''
                )}
              </div>
            </header>
            <ReportCards {...facts} isFinal>
              <ReportTable
                sections={sectionsOf(outcome.result, inspection)}
                typed={study.report ?? {}}
                isFinal
              />
            </ReportCards>
          </main>
        </body>
      </html>
    </>
  )
}
